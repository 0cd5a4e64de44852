package dev.millrace.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.gate.StartUpGate;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryClient;
import dev.millrace.schemas.testing.SampleRecords;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroDeserializationSchema;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroSerializationSchema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records of every topic, exchanged with Flink's own Confluent format, which uses Confluent's
 * registry client and an Avro of its own.
 */
class RecordExchangeIT {

  private static final int RECORDS = 100;
  private static final int HEADER_BYTES = 5;
  private static final long SEED = 20_260_101;

  @TempDir private static Path folder;
  private static RunningRegistry registry;
  private static RegistryClient client;

  @BeforeAll
  static void start() {
    registry = new RunningRegistry(folder);
    client = RegistryAccess.open(registry.address()).open();
    new StartUpGate(client).pass();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  static List<Topic<?>> topics() {
    return Topics.all();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void readsTheirsAndIsReadByThem(Topic<?> topic) throws Exception {
    Theirs theirs = new Theirs(topic);
    RandomRecords random = new RandomRecords(new SplittableRandom(SEED));
    AvroCodec<?> ours = new AvroCodec<>(topic, client);

    for (int i = 0; i < RECORDS; i++) {
      byte[] written = theirs.writer.serialize(random.of(theirs.schema));
      byte[] again = copy(ours, written);

      assertThat(again).hasSameSizeAs(written).startsWith(header(written));
      assertThat(theirs.reader.deserialize(again)).isEqualTo(theirs.reader.deserialize(written));
    }
    assertThat(client.versions(topic.valueSubject())).containsExactly(1);
  }

  @ParameterizedTest
  @MethodSource("topics")
  <V extends SpecificRecord> void getsItsOwnBackFromThem(Topic<V> topic) throws Exception {
    Theirs theirs = new Theirs(topic);
    SampleRecords samples = new SampleRecords(new SplittableRandom(SEED));
    AvroCodec<V> ours = new AvroCodec<>(topic, client);

    for (int i = 0; i < RECORDS; i++) {
      V record = samples.next(topic);
      byte[] copy = theirs.writer.serialize(theirs.reader.deserialize(ours.encode(record)));

      assertThat(RecordJson.of(ours.decode(copy))).isEqualTo(RecordJson.of(record));
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void showsThemTheCatalogue(Topic<?> topic) throws Exception {
    SchemaRegistryClient outside =
        new CachedSchemaRegistryClient(registry.address().toString(), 100);
    String subject = topic.valueSubject();
    AvroSchema schema = new AvroSchema(topic.schema().toString());

    assertThat(outside.getLatestSchemaMetadata(subject).getSchema())
        .isEqualTo(topic.schema().toString());
    assertThat(client.lookup(subject, topic.schema())).contains(outside.getId(subject, schema));
  }

  private static <V extends SpecificRecord> byte[] copy(AvroCodec<V> ours, byte[] record) {
    return ours.encode(ours.decode(record));
  }

  private static byte[] header(byte[] record) {
    return Arrays.copyOf(record, HEADER_BYTES);
  }

  /** Flink's reader and writer of a topic's values. */
  private static final class Theirs {

    private final Schema schema;
    private final ConfluentRegistryAvroSerializationSchema<GenericRecord> writer;
    private final ConfluentRegistryAvroDeserializationSchema<GenericRecord> reader;

    Theirs(Topic<?> topic) {
      String address = registry.address().toString();
      schema = new Schema.Parser().parse(topic.schema().toString());
      writer =
          ConfluentRegistryAvroSerializationSchema.forGeneric(
              topic.valueSubject(), schema, address);
      reader = ConfluentRegistryAvroDeserializationSchema.forGeneric(schema, address);
    }
  }
}
