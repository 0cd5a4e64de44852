package dev.millrace.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.cost.domain.Horizon;
import dev.millrace.cost.domain.Rates;
import dev.millrace.platform.streams.SmallStores;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The topology of one instance, driven by hand. */
final class Aggregator implements AutoCloseable {

  static final Horizon HORIZON = new Horizon(Duration.ofDays(32), Duration.ofDays(400));
  static final Duration WRITING = Duration.ofSeconds(1);
  static final Pace TOGETHER = new Pace(WRITING, WRITING);

  private final TopologyTestDriver driver;
  private final AvroCodec<Prediction> predictions;
  private final AvroCodec<CostMetric> metrics;
  private final TestInputTopic<String, byte[]> served;
  private final TestInputTopic<String, byte[]> shadows;
  private final TestOutputTopic<String, byte[]> out;

  Aggregator(Path folder, Rates rates) {
    this(folder, rates, TOGETHER);
  }

  Aggregator(Path folder, Rates rates, Pace pace) {
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    this.predictions = new AvroCodec<>(Topics.PREDICTIONS, registry);
    this.metrics = new AvroCodec<>(Topics.COST_METRICS, registry);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class);
    this.driver =
        new TopologyTestDriver(
            CostTopology.build(registry, new BookingProcessor.Parts(rates, HORIZON, pace)),
            properties,
            Terminals.NOON);
    this.served =
        driver.createInputTopic(
            Topics.PREDICTIONS.name(), new StringSerializer(), new ByteArraySerializer());
    this.shadows =
        driver.createInputTopic(
            Topics.SHADOW_PREDICTIONS.name(), new StringSerializer(), new ByteArraySerializer());
    this.out =
        driver.createOutputTopic(
            Topics.COST_METRICS.name(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Takes a record that the brokers took in as soon as it was complete. */
  void take(Prediction prediction) {
    take(prediction, prediction.getCompletedAt());
  }

  /** Takes a record that the brokers took in at an instant. */
  void take(Prediction prediction, Instant takenIn) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("secret", "ada@example.com".getBytes(UTF_8));
    (prediction.getRoute() == Route.SHADOW ? shadows : served)
        .pipeInput(
            new TestRecord<>(
                "ordering-key", predictions.encode(prediction), (Headers) headers, takenIn));
  }

  /** Takes bytes that are no record. */
  void takeNonsense() {
    served.pipeInput("ordering-key", new byte[] {1, 2, 3}, Terminals.NOON);
  }

  /** Lets the time between two writings pass. */
  void pass() {
    driver.advanceWallClockTime(WRITING);
  }

  /** What was written since this was last asked for. */
  List<CostMetric> written() {
    List<CostMetric> all = new ArrayList<>();
    out.readRecordsToList()
        .forEach(
            record -> {
              if (record.headers().toArray().length > 0) {
                throw new AssertionError("a window carries on headers: " + record.headers());
              }
              all.add(metrics.decode(record.value()));
            });
    return all;
  }

  /** A window's record as it was written, and as it reads. */
  record Written(byte[] bytes, CostMetric metric) {}

  /** The newest record of each window, by the name of the window. */
  Map<String, Written> newest() {
    Map<String, Written> newest = new TreeMap<>();
    out.readRecordsToList()
        .forEach(
            record -> {
              CostMetric metric = metrics.decode(record.value());
              newest.put(name(metric), new Written(record.value(), metric));
            });
    return newest;
  }

  /** The store of windows. */
  KeyValueStore<Bytes, byte[]> windows() {
    return driver.getKeyValueStore(CostWindows.NAME);
  }

  /** What is pending. */
  PendingWindows pending() {
    return (PendingWindows) driver.getStateStore(PendingWindows.NAME);
  }

  /** What tells a window from all others. */
  static String name(CostMetric metric) {
    return String.join(
        " ",
        metric.getTenant(),
        metric.getPipeline(),
        metric.getModelId(),
        String.valueOf(metric.getModelVersion()),
        String.valueOf(metric.getServiceTier()),
        metric.getLane().name(),
        metric.getWindowStart().toString(),
        metric.getWindowEnd().toString());
  }

  @Override
  public void close() {
    driver.close();
  }
}
