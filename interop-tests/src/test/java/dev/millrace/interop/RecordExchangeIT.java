package dev.millrace.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryClient;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
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
  private static final long SEED = 20_260_101;

  @TempDir private static Path folder;
  private static RunningRegistry registry;

  @BeforeAll
  static void start() {
    registry = new RunningRegistry(folder);
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
    exchange(topic);
  }

  private static <V extends SpecificRecord> void exchange(Topic<V> topic) throws Exception {
    String address = registry.address().toString();
    RegistryClient client = RegistryAccess.open(registry.address()).open();
    AvroCodec<V> ours = new AvroCodec<>(topic, client);
    Schema schema = new Schema.Parser().parse(topic.schema().toString());
    var writer =
        ConfluentRegistryAvroSerializationSchema.forGeneric(topic.valueSubject(), schema, address);
    var reader = ConfluentRegistryAvroDeserializationSchema.forGeneric(schema, address);
    RandomRecords random = new RandomRecords(new SplittableRandom(SEED));

    for (int i = 0; i < RECORDS; i++) {
      GenericRecord record = random.of(schema);
      byte[] theirs = writer.serialize(record);
      byte[] again = ours.encode(ours.decode(theirs));

      assertThat(again).startsWith(theirs[0], theirs[1], theirs[2], theirs[3], theirs[4]);
      assertThat(again).hasSameSizeAs(theirs);
      assertThat(reader.deserialize(again)).isEqualTo(reader.deserialize(theirs));
    }
    assertThat(client.versions(topic.valueSubject())).containsExactly(1);
  }
}
