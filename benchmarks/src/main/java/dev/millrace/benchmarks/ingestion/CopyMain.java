package dev.millrace.benchmarks.ingestion;

import dev.millrace.ingestion.IngestionService;
import dev.millrace.ingestion.IngestionSettings;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.schemas.Topics;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * Copies raw-events as bytes, with the settings of ingestion: the least that Kafka Streams can do
 * to a record.
 */
final class CopyMain {

  private CopyMain() {}

  /** Takes the topic to write to and the name of the application. */
  public static void main(String[] arguments) throws InterruptedException {
    SettingsReader reader = SettingsReader.from(System.getenv(), Optional.empty());
    Properties properties = IngestionService.properties(IngestionSettings.from(reader));
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[1]);
    properties.remove(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
    Topology topology = new Topology();
    topology.addSource(
        "in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.RAW_EVENTS.name());
    topology.addSink(
        "out", arguments[0], new ByteArraySerializer(), new ByteArraySerializer(), "in");
    KafkaStreams streams = new KafkaStreams(topology, properties);
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "stop-copy"));
    streams.start();
    new CountDownLatch(1).await();
  }
}
