package dev.millrace.benchmarks.rig;

import dev.millrace.platform.flink.LocalCluster;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The least of a Flink job from one topic to another, at least once. */
public final class PlainStreams {

  private PlainStreams() {}

  /** The topics that a job reads and writes. */
  public record Way(String in, String out) {}

  /** Runs a job on a cluster like those of our jobs until the process is ended. */
  public static void run(Path folder, Way way, UnaryOperator<DataStream<byte[]>> steps)
      throws InterruptedException {
    KafkaConnection kafka =
        KafkaConnection.from(SettingsReader.from(System.getenv(), Optional.empty()));
    LocalCluster cluster = new LocalCluster(folder, "plain");
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop-plain"));
    cluster.start(environment -> define(environment, kafka, way, steps));
    new CountDownLatch(1).await();
  }

  private static void define(
      StreamExecutionEnvironment environment,
      KafkaConnection kafka,
      Way way,
      UnaryOperator<DataStream<byte[]>> steps) {
    KafkaSource<byte[]> source =
        KafkaSource.<byte[]>builder()
            .setBootstrapServers(kafka.bootstrap())
            .setTopics(way.in())
            .setGroupId("plain")
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(
                KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class))
            .build();
    Properties properties = new Properties();
    properties.setProperty("acks", "all");
    KafkaSink<byte[]> sink =
        KafkaSink.<byte[]>builder()
            .setBootstrapServers(kafka.bootstrap())
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .setKafkaProducerConfig(properties)
            .setRecordSerializer(
                KafkaRecordSerializationSchema.<byte[]>builder()
                    .setTopic(way.out())
                    .setKafkaValueSerializer(ByteArraySerializer.class)
                    .build())
            .build();
    steps
        .apply(environment.fromSource(source, WatermarkStrategy.noWatermarks(), "read"))
        .sinkTo(sink);
  }
}
