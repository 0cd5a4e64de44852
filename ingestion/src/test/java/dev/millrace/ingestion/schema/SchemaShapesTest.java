package dev.millrace.ingestion.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.Specs;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.EventSchema;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.SchemaFormat;
import dev.millrace.schemas.event.EventValidator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaShapesTest {

  private final SchemaShapes shapes = new SchemaShapes();

  @Test
  void letsAnythingInWhereThereIsNoSchema() {
    assertThat(shapes.objection(Specs.letters(), json("[1e999999999]"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"object\",\"required\":[\"a\"]} | {\"a\":1}                        | {\"b\":1}",
        "{\"type\":\"string\"}                      | \"a\\u00e9\"                     | 1",
        "{\"const\":\"\u00e9\"}                     | \"\\u00e9\"                      | \"e\"",
        "{\"type\":\"integer\",\"minimum\":10}      | 1e1                              | 9.999",
        "{\"const\":9007199254740993}               | 9007199254740993.0               | 9007199254740992",
        "{\"enum\":[true,null]}                     | null                             | false",
        "{\"items\":{\"type\":\"array\"}}           | [[],[[1]]]                       | [[],1]",
        "{\"uniqueItems\":true}                     | [1,2,{\"a\":1}]                  | [1,1.00]",
      })
  void seesWhatIsWritten(String schema, String fitting, String other) {
    PipelineSpec spec = spec(schema);

    assertThat(shapes.objection(spec, json(fitting))).isEmpty();
    assertThat(shapes.objection(spec, json(other))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "-1E-999999999", "[1e99999999999999999999]"})
  @Timeout(60)
  void doesNotReckonWithEndlessNumbers(String event) {
    PipelineSpec spec = spec("{\"maximum\":5,\"multipleOf\":0.1,\"enum\":[1]}");

    assertThat(shapes.objection(spec, json(event)))
        .hasValueSatisfying(
            objection ->
                assertThat(objection).contains("exponent beyond 1000").doesNotContain("e9"));
  }

  @Test
  @Timeout(60)
  void doesNotReckonWithEndlessDigits() {
    assertThat(shapes.objection(spec("{\"maximum\":5}"), json("9".repeat(1_000_000)))).isPresent();
  }

  @Test
  void judgesEventsUpToADepth() {
    PipelineSpec spec = spec("{}");
    int levels = EventValidator.MAX_DEPTH;

    assertThat(shapes.objection(spec, json("[".repeat(levels) + "]".repeat(levels)))).isEmpty();
    assertThat(shapes.objection(spec, json("[".repeat(levels + 1) + "]".repeat(levels + 1))))
        .contains(
            "the event cannot be held against the pipeline's schema: it is nested more than 100"
                + " levels deep");
  }

  @Test
  void opensWhatWasLeftUnopened() {
    byte[] text = "{\"a\":{\"b\":[1]}}".getBytes(UTF_8);
    JsonValue event =
        ((StrictJson.Result.Valid) StrictJson.read(new Slice(text, 0, text.length), 1)).value();
    String schema =
        "{\"properties\":{\"a\":{\"properties\":{\"b\":{\"items\":{\"type\":\"%s\"}}}}}}";

    assertThat(shapes.objection(spec(schema.formatted("number")), event)).isEmpty();
    assertThat(shapes.objection(spec(schema.formatted("string")), event)).isPresent();
  }

  @Test
  void takesARowThatIsMissingForNull() {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    members.put("row", new JsonValue.Missing());

    assertThat(
            shapes.objection(
                spec("{\"properties\":{\"row\":{\"type\":\"null\"}}}"),
                JsonValue.Fields.of(members)))
        .isEmpty();
  }

  @Test
  void followsThePipelinesSchema() {
    assertThat(shapes.objection(spec("{\"type\":\"string\"}"), json("1"))).isPresent();
    assertThat(shapes.objection(spec("{\"type\":\"number\"}"), json("1"))).isEmpty();
    PipelineSpec avro = spec("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}");
    avro.getSchema$().setFormat(SchemaFormat.AVRO);
    assertThat(shapes.objection(avro, json("1"))).isPresent();
    assertThat(shapes.objection(avro, json("{}"))).isEmpty();
  }

  @Test
  void refusesEventsOfASchemaThatCannotBeUsed() {
    assertThat(shapes.objection(spec("{\"$ref\":\"https://example.com/a\"}"), json("1")))
        .contains("the pipeline's schema cannot be used: correct it and apply the spec");
  }

  @Test
  void remembersNoMorePipelinesThanItMay() {
    List<Optional<String>> verdicts =
        IntStream.range(0, SchemaShapes.MOST_PIPELINES * 2)
            .mapToObj(
                i -> {
                  PipelineSpec spec = spec("{\"const\":" + i % 7 + "}");
                  spec.setPipeline("p" + i);
                  return shapes.objection(spec, json("" + i % 7));
                })
            .toList();

    assertThat(verdicts).allMatch(Optional::isEmpty);
    assertThat(shapes.size()).isLessThanOrEqualTo(SchemaShapes.MOST_PIPELINES);
  }

  private static PipelineSpec spec(String schema) {
    PipelineSpec spec = Specs.letters();
    spec.setSchema$(new EventSchema(SchemaFormat.JSON_SCHEMA, schema));
    return spec;
  }

  private static JsonValue json(String text) {
    return ((StrictJson.Result.Valid) StrictJson.read(text.getBytes(UTF_8))).value();
  }
}
