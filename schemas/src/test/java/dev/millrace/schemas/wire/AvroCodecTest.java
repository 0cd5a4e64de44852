package dev.millrace.schemas.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.record.Feedback;
import dev.millrace.record.Prediction;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.testing.SampleRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroCodecTest {

  private static final long SEED = 7;
  private static final int HEADER_BYTES = 5;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final SampleRecords samples = new SampleRecords(new SplittableRandom(SEED));

  static Stream<Topic<?>> topics() {
    return Topics.all().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  <V extends SpecificRecord> void readsWhatItWrote(Topic<V> topic) {
    AvroCodec<V> codec = new AvroCodec<>(topic, registry);

    for (int i = 0; i < 200; i++) {
      V value = samples.next(topic);

      assertThat(RecordJson.of(codec.decode(codec.encode(value)))).isEqualTo(RecordJson.of(value));
    }
  }

  @Test
  void writesMagicThenIdThenPlainAvro() throws IOException {
    registry.register("something-else-value", SchemaBuilder.builder().intType());
    Feedback feedback = samples.next(Topics.FEEDBACK);

    byte[] bytes = new AvroCodec<>(Topics.FEEDBACK, registry).encode(feedback);

    assertThat(bytes).startsWith(0, 0, 0, 0, 2);
    GenericRecord outside =
        new GenericDatumReader<GenericRecord>(Topics.FEEDBACK.schema())
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
    assertThat(outside.get("source")).hasToString(feedback.getSource());
  }

  @Test
  void readsWhatAnOlderBuildWroteWithoutALaterField() throws IOException {
    Schema older = without(Topics.RAW_EVENTS.schema(), "occurredAt");
    int id = registry.register(Topics.RAW_EVENTS.valueSubject(), older);
    GenericRecord event = new GenericData.Record(older);
    event.put("id", "e-1");
    event.put("tenant", "default");
    event.put("pipeline", "tickets");
    event.put("receivedAt", 1_700_000_000_000L);
    event.put("contentType", "application/json");
    event.put("payload", ByteBuffer.wrap("{}".getBytes(UTF_8)));

    RawEvent read = new AvroCodec<>(Topics.RAW_EVENTS, registry).decode(wire(id, event));

    assertThat(read.getId()).isEqualTo("e-1");
    assertThat(read.getOccurredAt()).isNull();
  }

  @Test
  void saysWhatIsWrongWithBytesThatAreNotTheFormat() {
    AvroCodec<RawEvent> codec = new AvroCodec<>(Topics.RAW_EVENTS, registry);

    assertThatThrownBy(() -> codec.decode(new byte[0]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("raw-events")
        .hasMessageContaining("0 bytes");
    assertThatThrownBy(() -> codec.decode("{\"id\":\"secret\"}".getBytes(UTF_8)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 99, 1}))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("schema id 99");
  }

  @Test
  void refusesARecordOfAnotherKind() {
    byte[] feedback =
        new AvroCodec<>(Topics.FEEDBACK, registry).encode(samples.next(Topics.FEEDBACK));

    assertThatThrownBy(() -> new AvroCodec<>(Topics.RAW_EVENTS, registry).decode(feedback))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("dev.millrace.record.RawEvent");
  }

  @Test
  void neverFailsOtherwiseOnDamagedBytes() {
    AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, registry);
    SplittableRandom random = new SplittableRandom(SEED);
    int refused = 0;

    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = codec.encode(samples.next(Topics.PREDICTIONS));
      for (int hits = random.nextInt(1, 4); hits > 0; hits--) {
        bytes[random.nextInt(HEADER_BYTES, bytes.length)] = (byte) random.nextInt();
      }
      byte[] damaged =
          random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
      try {
        codec.decode(damaged);
      } catch (UnreadableRecordException e) {
        refused++;
      }
    }

    assertThat(refused).isGreaterThan(10_000);
  }

  @Test
  void readsNothingIntoALengthThatCannotBe() {
    AvroCodec<RawEvent> codec = new AvroCodec<>(Topics.RAW_EVENTS, registry);
    int id = registry.register(Topics.RAW_EVENTS.valueSubject(), Topics.RAW_EVENTS.schema());
    byte[] twoGigabytesOfText = {
      0, 0, 0, 0, (byte) id, (byte) 0xF0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F
    };

    assertThatThrownBy(() -> codec.decode(twoGigabytesOfText))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void letsAFailureOfTheRegistryThrough() {
    SchemaRegistry away =
        new SchemaRegistry() {
          @Override
          public int register(String subject, Schema schema) {
            throw new RegistryException("away");
          }

          @Override
          public Schema schemaById(int id) {
            throw new RegistryException("away");
          }
        };
    AvroCodec<RawEvent> codec = new AvroCodec<>(Topics.RAW_EVENTS, away);

    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 1, 1}))
        .isInstanceOf(RegistryException.class);
    assertThatThrownBy(() -> codec.encode(samples.next(Topics.RAW_EVENTS)))
        .isInstanceOf(RegistryException.class);
  }

  @Test
  void servesManyThreadsAtOnce() throws ExecutionException, InterruptedException {
    AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, registry);
    List<Prediction> values =
        IntStream.range(0, 100).mapToObj(i -> samples.next(Topics.PREDICTIONS)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<ObjectNode>>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        all.add(
            threads.submit(
                () ->
                    values.stream()
                        .map(codec::encode)
                        .map(codec::decode)
                        .map(RecordJson::of)
                        .toList()));
      }

      for (Future<List<ObjectNode>> read : all) {
        assertThat(read.get()).isEqualTo(values.stream().map(RecordJson::of).toList());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void leavesTombstonesAsTheyAre() {
    WireSerde<Feedback> serde = new WireSerde<>(new AvroCodec<>(Topics.FEEDBACK, registry));
    Feedback value = samples.next(Topics.FEEDBACK);

    assertThat(serde.serializer().serialize("feedback", null)).isNull();
    assertThat(serde.deserializer().deserialize("feedback", (byte[]) null)).isNull();
    assertThat(
            serde
                .deserializer()
                .deserialize("feedback", serde.serializer().serialize("feedback", value)))
        .isEqualTo(value);
  }

  private static Schema without(Schema schema, String name) {
    List<Schema.Field> fields =
        schema.getFields().stream()
            .filter(field -> !field.name().equals(name))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private static byte[] wire(int id, GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
