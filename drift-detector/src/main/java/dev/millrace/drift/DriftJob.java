package dev.millrace.drift;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.labels.Remark;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.flink.TopicCodec;
import dev.millrace.schemas.flink.TopicSerializer;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The job: {@code predictions}, {@code feedback} and {@code judge-verdicts} → join by request →
 * count by pipeline and judge → {@code quality-metrics}, and {@code retraining-events} for whatever
 * asks for a better model.
 *
 * <p><b>Time</b> is that of the events, as the predictions tell it; feedback and verdicts tell
 * none.
 *
 * <p><b>Delivery</b>. What is written is written at once, and after a crash perhaps again: a metric
 * says the same under the same revision, and {@link WatchStage} does not write an event twice.
 *
 * <p><b>Settings of the cluster</b> (checkpoints, state, restarts, parallelism) are left to the
 * cluster: a managed one forbids jobs to touch them.
 */
final class DriftJob {

  static final String NAME = "millrace-drift";

  private static final TypeInformation<Answer> ANSWER = TypeInformation.of(Answer.class);
  private static final TypeInformation<Remark> REMARK = TypeInformation.of(Remark.class);
  private static final TypeInformation<Observation> OBSERVATION =
      TypeInformation.of(Observation.class);

  private DriftJob() {}

  /** Adds the job to the environment. */
  static void define(StreamExecutionEnvironment environment, GivenSettings given) {
    DriftSettings settings = given.read();
    environment.configure(allowed());
    Board.Opener boards = () -> LiveBoard.open(given.read());

    DataStream<Answer> answers =
        environment
            .fromSource(
                source(
                    settings,
                    List.of(Topics.PREDICTIONS),
                    new TopicReading<>(
                        new TopicCodec<>(Topics.PREDICTIONS, settings.registry().access()),
                        Answer::of,
                        ANSWER)),
                WatermarkStrategy.<Answer>forBoundedOutOfOrderness(settings.bounds().lateness())
                    .withTimestampAssigner((answer, written) -> answer.eventTimeMillis())
                    .withIdleness(settings.bounds().silence()),
                Operator.READ_PREDICTIONS.id())
            .uid(Operator.READ_PREDICTIONS.id());
    DataStream<Remark> remarks =
        environment
            .fromSource(
                source(
                    settings,
                    List.of(Topics.FEEDBACK, Topics.JUDGE_VERDICTS),
                    new RemarkReading(settings.registry().access(), REMARK)),
                WatermarkStrategy.forGenerator(context -> new Timeless<>()),
                Operator.READ_FEEDBACK.id())
            .uid(Operator.READ_FEEDBACK.id());

    SingleOutputStreamOperator<Observation> observations =
        answers
            .keyBy(Answer::requestId, Types.STRING)
            .connect(remarks.keyBy(Remark::requestId, Types.STRING))
            .process(new JoinStage(boards, settings.labels().kept()), OBSERVATION)
            .uid(Operator.JOIN_LABELS.id())
            .name(Operator.JOIN_LABELS.id());
    SingleOutputStreamOperator<QualityMetric> metrics =
        observations
            .keyBy(Observation::pipeline, Types.STRING)
            .process(new WatchStage(boards, Watching.of(settings)), WatchStage.METRIC)
            .uid(Operator.WATCH_WINDOWS.id())
            .name(Operator.WATCH_WINDOWS.id());

    metrics
        .sinkTo(sink(settings, Topics.QUALITY_METRICS, DriftJob::key))
        .uid(Operator.WRITE_METRICS.id())
        .name(Operator.WRITE_METRICS.id());
    metrics
        .getSideOutput(WatchStage.EVENTS)
        .sinkTo(sink(settings, Topics.RETRAINING_EVENTS, RetrainingEvent::getPipeline))
        .uid(Operator.WRITE_EVENTS.id())
        .name(Operator.WRITE_EVENTS.id());
  }

  /** What a job may set anywhere. Nothing here needs Kryo. */
  private static Configuration allowed() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    return configuration;
  }

  /** All versions together are under the pipeline's name alone. */
  private static String key(QualityMetric metric) {
    return metric.getModelVersion() == null
        ? metric.getPipeline()
        : metric.getPipeline() + "/" + metric.getModelVersion();
  }

  /** Without a checkpoint it begins with the oldest record. */
  private static <T> KafkaSource<T> source(
      DriftSettings settings, List<Topic<?>> topics, KafkaRecordDeserializationSchema<T> reading) {
    Properties properties = properties(settings.kafka(), "drift-" + topics.get(0).name());
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return KafkaSource.<T>builder()
        .setBootstrapServers(settings.kafka().bootstrap())
        .setTopics(topics.stream().map(Topic::name).toList())
        .setGroupId(settings.group())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(reading)
        .setProperties(properties)
        .build();
  }

  private static <V extends SpecificRecord> KafkaSink<V> sink(
      DriftSettings settings, Topic<V> topic, TopicSerializer.Key<V> key) {
    Properties properties = properties(settings.kafka(), "drift-" + topic.name());
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return KafkaSink.<V>builder()
        .setBootstrapServers(settings.kafka().bootstrap())
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(
            new TopicSerializer<>(new TopicCodec<>(topic, settings.registry().access()), key))
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
