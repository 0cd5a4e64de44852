package dev.millrace.benchmarks.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.benchmarks.rig.Workbench;
import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A workbench with a pipeline in force that asks ingestion for all it can do, and the reference
 * data that the pipeline joins.
 */
record IngestionBench(Workbench workbench, Path folder) implements AutoCloseable {

  static final String TENANT = "acme";
  static final String PIPELINE = "benchmark";
  static final String KEY = "benchmark-key";

  /** Ingestion as it runs in production. */
  static final String MAIN = "dev.millrace.ingestion.IngestionMain";

  private static final String TABLE = "customers";

  static IngestionBench open(Path folder) throws IOException {
    IngestionBench bench = new IngestionBench(Workbench.open(folder.resolve("kafka")), folder);
    try {
      bench.prepare();
      return bench;
    } catch (IOException | RuntimeException e) {
      bench.close();
      throw e;
    }
  }

  /** What ingestion is told; more may be added. */
  Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(workbench.environment());
    environment.put("MILLRACE_INGESTION_KEYS", ApiKeys.digest(KEY) + "=" + TENANT);
    environment.put("MILLRACE_INGESTION_STATE_FOLDER", folder.resolve("streams").toString());
    environment.put("MILLRACE_INGESTION_GATEWAY_PORT", "0");
    environment.put("MILLRACE_INGESTION_PERSONAL_DATA_KEYS_FILE", keys().toString());
    environment.putAll(more);
    return environment;
  }

  /** A producer for much at once. */
  Producer<String, byte[]> producer() {
    Map<String, Object> properties = workbench.kafka().properties("benchmark");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  @Override
  public void close() {
    workbench.close();
  }

  private Path keys() {
    return folder.resolve("personal-data.keys");
  }

  private void prepare() throws IOException {
    new KeyLines(new SecureRandom()).create(keys());
    try (Producer<String, byte[]> producer = producer()) {
      PipelineSpec spec = spec();
      send(producer, Topics.PIPELINES, spec.getPipeline(), spec);
      for (int customer = 0; customer < Tickets.CUSTOMERS; customer++) {
        String key = Tickets.key(customer);
        send(
            producer,
            Topics.REFERENCE_DATA,
            TABLE + "/" + key,
            new ReferenceRecord(TABLE, key, ByteBuffer.wrap(Tickets.row(customer)), Instant.now()));
      }
    }
  }

  private <V extends SpecificRecord> void send(
      Producer<String, byte[]> producer, Topic<V> topic, String key, V value) {
    byte[] bytes = new AvroCodec<>(topic, workbench.registry()).encode(value);
    var unused = producer.send(new ProducerRecord<>(topic.name(), key, bytes));
  }

  private static PipelineSpec spec() throws IOException {
    SpecResult result =
        new SpecReader(IngestionBench::resource).readSupported(resource("spec.yaml"));
    if (result instanceof SpecResult.Valid valid) {
      return valid.spec();
    }
    throw new IllegalStateException("the benchmark's spec cannot be applied: " + result);
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = IngestionBench.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new NoSuchFileException(name);
      }
      return new String(stream.readAllBytes(), UTF_8);
    }
  }
}
