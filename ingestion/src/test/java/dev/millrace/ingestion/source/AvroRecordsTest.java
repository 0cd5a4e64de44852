package dev.millrace.ingestion.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.domain.FailedRecord;
import dev.millrace.ingestion.domain.source.AvroText;
import dev.millrace.ingestion.domain.source.SourceRecord;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.RecordOrigin;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class AvroRecordsTest {

  private static final Schema TICKET =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Ticket", "namespace": "com.example", "fields": [
                {"name": "id", "type": "long"},
                {"name": "text", "type": ["null", "string"]},
                {"name": "nothing", "type": ["null", "string"]},
                {"name": "score", "type": "double"},
                {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN"]}},
                {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 2}},
                {"name": "tags", "type": {"type": "array", "items": "string"}},
                {"name": "more", "type": {"type": "map", "values": "int"}},
                {"name": "price", "type":
                  {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
                {"name": "day", "type": {"type": "int", "logicalType": "date"}},
                {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}
              """);

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroRecords records = new AvroRecords(registry);

  @Test
  void showsARecordAsPlainJson() throws IOException {
    GenericData.Record ticket = new GenericData.Record(TICKET);
    ticket.put("id", 42L);
    ticket.put("text", "my \u20ac");
    ticket.put("score", Double.NaN);
    ticket.put("state", new GenericData.EnumSymbol(TICKET.getField("state").schema(), "OPEN"));
    ticket.put("hash", new GenericData.Fixed(TICKET.getField("hash").schema(), new byte[] {1, 2}));
    ticket.put("tags", List.of("a", "b"));
    ticket.put("more", Map.of("k", 1));
    ticket.put("price", ByteBuffer.wrap(new byte[] {4, (byte) 0xd2}));
    ticket.put("day", 1);
    ticket.put("at", 1_500_000L);

    AvroText.Reading reading = read(encoded(register(TICKET), TICKET, ticket));

    assertThat(json(reading))
        .isEqualTo(
            "{\"id\":42,\"text\":\"my \u20ac\",\"nothing\":null,\"score\":\"NaN\",\"state\":\"OPEN\","
                + "\"hash\":\"AQI=\",\"tags\":[\"a\",\"b\"],\"more\":{\"k\":1},\"price\":\"12.34\","
                + "\"day\":\"1970-01-02\",\"at\":\"1970-01-01T00:00:01.500Z\"}");
  }

  @Test
  void readsEachRecordByTheSchemaItWasWrittenWith() throws IOException {
    Schema first = schema("{\"name\":\"id\",\"type\":\"int\"}");
    Schema second =
        schema(
            "{\"name\":\"id\",\"type\":\"int\"},{\"name\":\"n\",\"type\":\"int\",\"default\":0}");
    int firstId = register(first);
    int secondId = register(second);
    GenericData.Record old = new GenericData.Record(first);
    old.put("id", 1);
    GenericData.Record young = new GenericData.Record(second);
    young.put("id", 2);
    young.put("n", 3);

    assertThat(json(read(encoded(firstId, first, old)))).isEqualTo("{\"id\":1}");
    assertThat(json(read(encoded(secondId, second, young)))).isEqualTo("{\"id\":2,\"n\":3}");
  }

  @Test
  void refusesWhatIsNoRecordOfAKnownSchema() throws IOException {
    Schema schema = schema("{\"name\":\"id\",\"type\":\"string\"}");
    GenericData.Record record = new GenericData.Record(schema);
    record.put("id", "x");
    byte[] good = encoded(register(schema), schema, record);
    int text = register(new Schema.Parser().parse("\"string\""));

    assertThat(bad(read("{}".getBytes(UTF_8))))
        .isEqualTo(
            "the value of 2 bytes does not start with byte 0 and a schema id of 4 bytes: write it"
                + " with a serializer in the Confluent wire format");
    assertThat(bad(read(new byte[] {0, 0, 0, 0, 99, 1})))
        .isEqualTo("the value names schema id 99, which the registry does not have as Avro");
    assertThat(bad(read(Arrays.copyOf(good, good.length - 1))))
        .isEqualTo("the value is no Avro record of schema id 1");
    assertThat(bad(read(Arrays.copyOf(good, good.length + 1))))
        .isEqualTo("the value is no Avro record of schema id 1");
    assertThat(bad(read(new byte[] {0, 0, 0, 0, (byte) text, 2, 'x'})))
        .isEqualTo("the value is no Avro record of schema id 2");
  }

  @Test
  void saysWhatToDoAboutSchemasNamedByAGuid() {
    RecordHeader guid = new RecordHeader("__value_schema_id", ByteBuffer.wrap(new byte[17]));

    assertThat(bad(records.read(record(new byte[] {2}, guid), new byte[] {2})))
        .isEqualTo(
            "the value's schema is named by a GUID in a header: let the serializer write the"
                + " schema's id into the value");
  }

  @Test
  void boundsWhatAFewBytesCanClaim() {
    Schema nothings =
        schema(
            "{\"name\":\"all\",\"type\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"null\"}}}");
    int id = register(nothings);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.writeBytes(new byte[] {0, 0, 0, 0, (byte) id});
    // 60 arrays of 524,288 items each, which take no bytes.
    bomb.writeBytes(new byte[] {120});
    for (int i = 0; i < 60; i++) {
      bomb.writeBytes(new byte[] {(byte) 0x80, (byte) 0x80, 0x40, 0});
    }
    bomb.write(0);

    assertThat(bad(read(bomb.toByteArray())))
        .isEqualTo("the value is no Avro record of schema id " + id);
  }

  @Test
  void cannotTellWhileTheRegistryIsAway() {
    SchemaRegistry away =
        new SchemaRegistry() {
          @Override
          public int register(String subject, Schema schema) {
            throw new AssertionError("nothing is written");
          }

          @Override
          public Schema schemaById(int id) {
            throw new RegistryException("the registry is away", 0);
          }
        };
    byte[] value = {0, 0, 0, 0, 1, 2};

    assertThatThrownBy(() -> new AvroRecords(away).read(record(value), value))
        .isInstanceOf(RegistryException.class);
  }

  private AvroText.Reading read(byte[] value) {
    return records.read(record(value), value);
  }

  private int register(Schema schema) {
    return registry.register("subject-" + schema.hashCode(), schema);
  }

  private static Schema schema(String fields) {
    return new Schema.Parser()
        .parse("{\"type\":\"record\",\"name\":\"Row\",\"fields\":[" + fields + "]}");
  }

  private static byte[] encoded(int id, Schema schema, GenericData.Record record)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static SourceRecord record(byte[] value, RecordHeader... headers) {
    return new SourceRecord(
        new FailedRecord(
            new RecordOrigin("t", 0, 0L), Optional.empty(), Optional.of(value), List.of(headers)),
        Instant.EPOCH);
  }

  private static String json(AvroText.Reading reading) {
    assertThat(reading).isInstanceOf(AvroText.Reading.Read.class);
    return new String(((AvroText.Reading.Read) reading).json(), UTF_8);
  }

  private static String bad(AvroText.Reading reading) {
    assertThat(reading).isInstanceOf(AvroText.Reading.Bad.class);
    return ((AvroText.Reading.Bad) reading).detail();
  }
}
