package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The job: {@code inference-requests} → ask the model → {@code predictions}, and {@code
 * dead-letters} for whatever failed or could not be read.
 *
 * <p><b>Delivery</b>. Predictions are written at once, not at the next checkpoint; {@link
 * ModelStage} sees to it that a request which has one is not asked again, and no call begins while
 * too many of them wait for the brokers; see {@link Acknowledgements}.
 *
 * <p><b>Settings of the cluster</b> (checkpoints, state, restarts, parallelism) are left to the
 * cluster: a managed one forbids jobs to touch them.
 */
final class InferenceJob {

  static final String NAME = "millrace-inference";

  /** Room for the largest event in its envelopes; the topics let in 4 MiB. */
  static final int MAX_REQUEST_BYTES = 8 * 1024 * 1024;

  /** A request may wait for its turn until its deadline, which it sees to itself. */
  private static final long NO_TIMEOUT = 0;

  /**
   * How long a request lies between its reader and its stage: not at all, where Flink would let it
   * lie for 100 ms. Each is handed on by itself, so no thread has to look for those that lie.
   */
  private static final Duration HANDED_ON_AFTER = Duration.ZERO;

  private InferenceJob() {}

  /** Adds the job to the environment. */
  static void define(StreamExecutionEnvironment environment, GivenSettings given, QuietStop stop) {
    define(environment, given, () -> new LiveSurroundings(given.read()), stop);
  }

  static void define(
      StreamExecutionEnvironment environment,
      GivenSettings given,
      Surroundings.Opener opener,
      QuietStop stop) {
    Acknowledgements acknowledgements = new Acknowledgements();
    InferenceSettings settings = given.read();
    environment.configure(allowed());

    DataStream<Received> requests =
        environment
            .fromSource(
                source(settings), WatermarkStrategy.noWatermarks(), Operator.READ_REQUESTS.id())
            .uid(Operator.READ_REQUESTS.id())
            .setBufferTimeout(HANDED_ON_AFTER.toMillis());

    DataStream<Settled> settled =
        AsyncDataStream.unorderedWait(
                requests.partitionCustom(ModelStage::owner, Received::partition),
                new ModelStage(opener, stop, acknowledgements),
                NO_TIMEOUT,
                TimeUnit.MILLISECONDS,
                settings.capacity())
            .uid(Operator.ASK_MODEL.id())
            .name(Operator.ASK_MODEL.id());

    settled
        .filter(new Outlet.Predictions())
        .uid(Operator.KEEP_PREDICTIONS.id())
        .name(Operator.KEEP_PREDICTIONS.id())
        .sinkTo(
            sink(
                settings.kafka(),
                new OutletRecords<>(new Outlet.Predictions(), given),
                acknowledgements.settings()))
        .uid(Operator.WRITE_PREDICTIONS.id())
        .name(Operator.WRITE_PREDICTIONS.id());

    settled
        .filter(new Outlet.DeadLetters())
        .uid(Operator.KEEP_DEAD_LETTERS.id())
        .name(Operator.KEEP_DEAD_LETTERS.id())
        .sinkTo(
            sink(settings.kafka(), new OutletRecords<>(new Outlet.DeadLetters(), given), Map.of()))
        .uid(Operator.WRITE_DEAD_LETTERS.id())
        .name(Operator.WRITE_DEAD_LETTERS.id());
  }

  /**
   * What a job may set anywhere. Flink refuses unaligned checkpoints behind a custom partitioner,
   * and they would keep predictions that are already written. Everything from the model on is one
   * chain. Nothing here needs Kryo, and nothing changes a record once it is made.
   */
  private static Configuration allowed() {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    configuration.set(PipelineOptions.OPERATOR_CHAINING, true);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    return configuration;
  }

  /** Without a checkpoint it begins with the oldest request: the journal knows which have ended. */
  private static KafkaSource<Received> source(InferenceSettings settings) {
    Properties properties = properties(settings.kafka(), "inference-requests");
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return KafkaSource.<Received>builder()
        .setBootstrapServers(settings.kafka().bootstrap())
        .setTopics(Topics.INFERENCE_REQUESTS.name())
        .setGroupId(settings.group())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new RequestRecords())
        .setProperties(properties)
        .build();
  }

  private static <V extends SpecificRecord> KafkaSink<Settled> sink(
      KafkaConnection kafka, OutletRecords<V> records, Map<String, String> more) {
    Properties properties = properties(kafka, "inference-results");
    properties.putAll(more);
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(MAX_REQUEST_BYTES));
    return KafkaSink.<Settled>builder()
        .setBootstrapServers(kafka.bootstrap())
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(records)
        .setKafkaProducerConfig(properties)
        .build();
  }

  private static Properties properties(KafkaConnection kafka, String clientId) {
    Properties properties = new Properties();
    for (Map.Entry<String, Object> entry : kafka.properties(clientId).entrySet()) {
      properties.setProperty(entry.getKey(), String.valueOf(entry.getValue()));
    }
    return properties;
  }
}
