package dev.millrace.benchmarks.cost;

import dev.millrace.cost.CostService;
import dev.millrace.cost.CostSettings;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.record.Attempt;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;

/**
 * Counts predictions in the windows of a minute that cost-aggregator keeps, as Kafka Streams' own
 * words say it, with the settings of cost-aggregator.
 */
final class PlainCountMain {

  /** Name of the grouping, and so of its topic. */
  static final String GROUPING = "by-series";

  private PlainCountMain() {}

  /** Takes the topic to write to and the name of the application. */
  public static void main(String[] arguments) throws InterruptedException {
    SettingsReader reader = SettingsReader.from(System.getenv(), Optional.empty());
    CostSettings settings = CostSettings.from(reader);
    Properties properties = CostService.properties(settings);
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[1]);
    properties.remove(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
    SchemaRegistry registry = settings.registry().client();
    AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, registry);
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(Topics.PREDICTIONS.name(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .groupBy(
            (key, value) -> series(codec.decode(value)),
            Grouped.with(GROUPING, Serdes.String(), Serdes.ByteArray()))
        .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMinutes(1)))
        .count(Materialized.as("counts"))
        .toStream((window, count) -> window.key())
        .to(arguments[0], Produced.with(Serdes.String(), Serdes.Long()));
    KafkaStreams streams = new KafkaStreams(builder.build(), properties);
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "stop-count"));
    streams.start();
    new CountDownLatch(1).await();
  }

  private static String series(Prediction prediction) {
    List<Attempt> attempts = prediction.getAttempts();
    return String.join(
        "/",
        prediction.getTenant(),
        prediction.getPipeline(),
        prediction.getModelId(),
        String.valueOf(prediction.getModelVersion()),
        attempts.get(attempts.size() - 1).getServiceTier(),
        prediction.getLane().name());
  }
}
