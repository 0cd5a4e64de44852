package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one reference table.
 *
 * <p><i>Owner</i>: whoever opens it closes it. <i>Threads</i>: one.
 */
public final class ReferenceTable implements AutoCloseable {

  private final String table;
  private final RunningFactory factory;
  private final InstantSource clock;
  private final AvroCodec<ReferenceRecord> codec;
  private final Producer<String, byte[]> producer;
  private volatile @Nullable Exception failure;

  private ReferenceTable(
      String table,
      RunningFactory factory,
      InstantSource clock,
      Producer<String, byte[]> producer) {
    SchemaRegistry registry = factory.registry();
    this.table = table;
    this.factory = factory;
    this.clock = clock;
    this.codec = new AvroCodec<>(Topics.REFERENCE_DATA, registry);
    this.producer = producer;
  }

  /** A table by its name. */
  public static ReferenceTable open(String table, RunningFactory factory, InstantSource clock) {
    return new ReferenceTable(table, factory, clock, producer(factory.kafka()));
  }

  /** The rows of now, by their keys and in the order of these. */
  public Map<String, ReferenceRecord> rows() {
    Map<String, ReferenceRecord> rows = new TreeMap<>();
    String prefix = table + "/";
    factory
        .topics()
        .readRaw(
            Topics.REFERENCE_DATA,
            record -> {
              if (record.key() == null || !record.key().startsWith(prefix)) {
                return;
              }
              String key = record.key().substring(prefix.length());
              row(record.value())
                  .ifPresentOrElse(row -> rows.put(key, row), () -> rows.remove(key));
            });
    return rows;
  }

  /**
   * Puts a row in the place of the one that had its key.
   *
   * @param json one JSON object
   */
  public void put(String key, String json) {
    ReferenceRecord row =
        ReferenceRecord.newBuilder()
            .setTable(table)
            .setKey(key)
            .setRow(ByteBuffer.wrap(json.getBytes(UTF_8)))
            .setUpdatedAt(clock.instant())
            .build();
    send(key, codec.encode(row));
  }

  /** Takes a row out. */
  public void delete(String key) {
    send(key, null);
  }

  /**
   * Waits until the brokers have everything.
   *
   * @throws IOException where they did not take a row
   */
  public void flush() throws IOException {
    producer.flush();
    if (failure != null) {
      throw new IOException(
          "the brokers did not take all rows of " + table + ": load the file again", failure);
    }
  }

  @Override
  public void close() {
    producer.close();
  }

  private Optional<ReferenceRecord> row(byte @Nullable [] value) {
    try {
      return value == null ? Optional.empty() : Optional.of(codec.decode(value));
    } catch (UnreadableRecordException e) {
      // As good as absent, as for ingestion.
      return Optional.empty();
    }
  }

  private void send(String key, byte @Nullable [] value) {
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(Topics.REFERENCE_DATA.name(), table + "/" + key, value),
              (metadata, trouble) -> {
                if (trouble != null) {
                  failure = trouble;
                }
              });
    } catch (KafkaException e) {
      failure = e;
    }
  }

  private static Producer<String, byte[]> producer(KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties("millrace-reference");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }
}
