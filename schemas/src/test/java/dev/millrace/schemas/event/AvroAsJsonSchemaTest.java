package dev.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.record.EventSchema;
import dev.millrace.record.PiiAction;
import dev.millrace.record.SchemaFormat;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.testing.SampleRecords;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AvroAsJsonSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SAMPLES = 50;

  /** A type, values in plain JSON that are of it, and values that are not. */
  static Stream<Arguments> types() {
    return Stream.of(
        of("'null'", List.of("null"), List.of("0", "''")),
        of("'boolean'", List.of("true"), List.of("0", "'true'")),
        of("'int'", List.of("-2147483648", "2147483647", "1.0"), List.of("2147483648", "1.5")),
        of("'long'", List.of("9223372036854775807"), List.of("9223372036854775808", "'1'")),
        of("'float'", List.of("1.5", "1"), List.of("'1.5'", "null")),
        of("'double'", List.of("1.5", "1"), List.of("'NaN'")),
        of("'string'", List.of("''"), List.of("1", "null")),
        of("'bytes'", List.of("'AAEC'"), List.of("1", "[1]")),
        of("{'type':'fixed','name':'F','size':2}", List.of("'AAE='"), List.of("1")),
        of("{'type':'enum','name':'E','symbols':['A','B']}", List.of("'A'"), List.of("'C'", "1")),
        of("{'type':'array','items':'int'}", List.of("[]", "[1]"), List.of("['a']", "{}")),
        of("{'type':'map','values':'int'}", List.of("{}", "{'a':1}"), List.of("{'a':'b'}", "[]")),
        of("['null','string']", List.of("null", "'a'"), List.of("1", "{'string':'a'}")),
        of(
            "['null',{'type':'enum','name':'E','symbols':['A']}]",
            List.of("null", "'A'"),
            List.of("'B'")),
        of("['null','int','string']", List.of("null", "1", "'a'"), List.of("1.5", "true")),
        of(
            "['null',{'type':'int','logicalType':'date'}]",
            List.of("null", "20454", "'2026-01-01'"),
            List.of("true", "'soon'")),
        of(
            "{'type':'int','logicalType':'date'}",
            List.of("20454", "'2026-01-01'"),
            List.of("'2026-1-1'", "1.5", "null")),
        of(
            "{'type':'int','logicalType':'time-millis'}",
            List.of("1000", "'10:15'", "'10:15:30.123'"),
            List.of("'10'", "'10:15:30Z'")),
        of(
            "{'type':'long','logicalType':'timestamp-millis'}",
            List.of("1767225600000", "'2026-01-01T00:00:00Z'", "'2026-01-01T00:00:00.5+01:00'"),
            List.of("'2026-01-01'", "'2026-01-01T00:00:00'")),
        of(
            "{'type':'long','logicalType':'local-timestamp-micros'}",
            List.of("1", "'2026-01-01T00:00:00'"),
            List.of("'2026-01-01T00:00:00Z'")),
        of(
            "{'type':'bytes','logicalType':'decimal','precision':9,'scale':2}",
            List.of("1.25", "'1.25'", "-3"),
            List.of("'AAE='", "'1,25'", "null")),
        of(
            "{'type':'string','logicalType':'uuid'}",
            List.of("'123e4567-e89b-12d3-a456-426614174000'"),
            List.of("'123e4567'")));
  }

  @ParameterizedTest
  @MethodSource("types")
  void takesValuesInPlainJson(String type, List<String> fitting, List<String> others) {
    EventValidator validator =
        EventValidator.of(Json.avro(record("{'name':'f','type':" + type + "}")));

    assertThat(fitting)
        .allSatisfy(
            value -> assertThat(validator.objection(Json.event("{'f':" + value + "}"))).isEmpty());
    assertThat(others)
        .allSatisfy(
            value ->
                assertThat(validator.objection(Json.event("{'f':" + value + "}"))).isPresent());
  }

  @Test
  void asksForFieldsWithoutDefaultAndLetsOthersIn() {
    EventValidator validator =
        EventValidator.of(
            Json.avro(
                record(
                    "{'name':'a','type':'int'},{'name':'b','type':['null','int'],'default':null},"
                        + "{'name':'c','type':['null','int']}")));

    assertThat(validator.objection(Json.event("{'a':1,'c':null,'d':true}"))).isEmpty();
    assertThat(validator.objection(Json.event("{'c':1}")))
        .contains("the event does not fit the pipeline's schema at /a (missing)");
    assertThat(validator.objection(Json.event("{'a':1}"))).isPresent();
    assertThat(validator.objection(Json.event("[]"))).isPresent();
  }

  @Test
  void namesFieldsByTheirPaths() {
    EventValidator validator =
        EventValidator.of(
            Json.avro(
                record(
                    "{'name':'to','type':{'type':'record','name':'Place','fields':["
                        + "{'name':'zip','type':'int'},{'name':'tags','type':{'type':'array',"
                        + "'items':['string','int']}}]}},{'name':'from','type':['null','Place']},"
                        + "{'name':'by','type':{'type':'map','values':'int'}}")));

    assertThat(
            validator.objection(
                Json.event(
                    "{'to':{'zip':'SECRET','tags':[true]},'from':{'tags':[]},"
                        + "'by':{'SECRET':'x'}}")))
        .contains(
            "the event does not fit the pipeline's schema at /by/* (type), /from (union),"
                + " /to/tags/* (union) (4 violations in all)");
  }

  @Test
  void takesRecursiveRecords() {
    EventValidator validator =
        EventValidator.of(
            Json.avro(
                "{'type':'record','name':'a.List','fields':[{'name':'head','type':'int'},"
                    + "{'name':'tail','type':['null','a.List'],'default':null}]}"));

    assertThat(validator.objection(Json.event("{'head':1,'tail':{'head':2,'tail':null}}")))
        .isEmpty();
    assertThat(validator.objection(Json.event("{'head':1,'tail':{'head':'x'}}"))).isPresent();
  }

  @Test
  void staysAsSmallAsItIsWritten() {
    StringBuilder schema = new StringBuilder("'int'");
    for (int i = 0; i < 100; i++) {
      schema.insert(0, "{'type':'record','name':'R" + i + "','fields':[{'name':'a','type':");
      schema.append("},{'name':'b','type':").append(i == 0 ? "'int'" : "'R" + (i - 1) + "'}]}");
      if (i == 0) {
        schema.append("}]}");
      }
    }

    assertThat(SchemaCheck.of(Json.avro(schema.toString()), Set.of()))
        .isInstanceOf(SchemaCheck.Sound.class);
  }

  @Test
  void collectsTagsOfFieldsAndTypes() {
    EventSchema schema =
        Json.avro(
            record(
                "{'name':'email','type':['null','string'],'x-pii':'hash'},"
                    + "{'name':'phones','type':{'type':'array','items':"
                    + "{'type':'string','x-pii':'mask'}}},"
                    + "{'name':'notes','type':{'type':'map','values':{'type':'record','name':'N',"
                    + "'fields':[{'name':'text','type':'string','x-pii':'redact'}]}}},"
                    + "{'name':'other','type':'N','x-pii':'drop'}"));

    assertThat(SchemaCheck.of(schema, Set.of()))
        .isEqualTo(
            new SchemaCheck.Sound(
                Map.of(
                    "/email", PiiAction.HASH,
                    "/phones/*", PiiAction.MASK,
                    "/notes/*/text", PiiAction.REDACT,
                    "/other", PiiAction.DROP,
                    "/other/text", PiiAction.REDACT)));
    assertThat(
            SchemaCheck.of(Json.avro(record("{'name':'a','type':'int','x-pii':'burn'}")), Set.of()))
        .isInstanceOf(SchemaCheck.Unsound.class);
  }

  @Test
  void takesTheRecordsOfAllTopics() {
    TrustedRecords.install();
    long seed = new Random().nextLong();
    System.out.println("seed of takesTheRecordsOfAllTopics: " + seed);
    SampleRecords samples = new SampleRecords(new Random(seed));

    for (Topic<?> topic : Topics.all()) {
      EventSchema schema = new EventSchema(SchemaFormat.AVRO, topic.schema().toString());
      assertThat(SchemaCheck.of(schema, Set.of())).isInstanceOf(SchemaCheck.Sound.class);
      EventValidator validator = EventValidator.of(schema);
      for (int i = 0; i < SAMPLES; i++) {
        JsonNode event = SchemaText.Reader.exact(RecordJson.of(samples.next(topic)));
        assertThat(validator.objection(event)).as("seed %d, %s", seed, topic.name()).isEmpty();
      }
    }
  }

  @Test
  void takesWhateverASchemaOfTheCompatibilitySuiteDescribes() throws IOException {
    Optional<Path> suite = SharedData.find("schemas/avro-compatibility.json");
    Assumptions.assumeTrue(suite.isPresent(), "no avro-compatibility.json in shared/data/schemas");
    long seed = new Random().nextLong();
    System.out.println("seed of takesWhatever…: " + seed);
    PlainSamples samples = new PlainSamples(new Random(seed));
    int judged = 0;

    for (Schema record : records(suite.get())) {
      EventSchema schema = new EventSchema(SchemaFormat.AVRO, record.toString());
      assertThat(SchemaCheck.of(schema, Set.of())).isInstanceOf(SchemaCheck.Sound.class);
      EventValidator validator = EventValidator.of(schema);
      for (int i = 0; i < SAMPLES; i++) {
        Optional<JsonNode> event = samples.of(record);
        event.ifPresent(
            sample ->
                assertThat(validator.objection(sample))
                    .as("seed %d, %s takes %s", seed, record, sample)
                    .isEmpty());
        judged += event.isPresent() ? 1 : 0;
      }
    }

    assertThat(judged).isGreaterThan(40 * SAMPLES);
  }

  /** The records of the suite, and what is none as the one field of a record. */
  private static Set<Schema> records(Path suite) throws IOException {
    Set<Schema> records = new LinkedHashSet<>();
    for (JsonNode pair : JSON.readTree(Files.readString(suite))) {
      for (String side : List.of("reader", "writer")) {
        Schema schema = new Schema.Parser().parse(pair.get(side).textValue());
        records.add(
            schema.getType() == Schema.Type.RECORD
                ? schema
                : Schema.createRecord(
                    "Holder", null, "holder", false, List.of(new Schema.Field("f", schema))));
      }
    }
    return records;
  }

  private static String record(String fields) {
    return "{'type':'record','name':'R','fields':[" + fields + "]}";
  }

  private static Arguments of(String type, List<String> fitting, List<String> others) {
    return argumentSet(type.replace("'", ""), type, fitting, others);
  }
}
