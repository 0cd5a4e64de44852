package dev.millrace.inference.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.domain.AnswerSchema;
import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.inference.domain.Policy;
import dev.millrace.record.EventSchema;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.SchemaFormat;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoliciesTest {

  private static final String SCHEMA =
      """
      {"type": "object",
       "required": ["amount"],
       "properties": {"amount": {"multipleOf": 0.01}, "name": {"type": "string", "maxLength": 5}},
       "additionalProperties": false}
      """;

  private final Policies policies = new Policies();

  @Test
  void holdsAnswersAgainstTheSchemaOfTheSpec() {
    AnswerSchema schema = policies.of(spec(SCHEMA, "repair: true")).answer().orElseThrow();

    assertThat(schema.objection("{\"amount\":12.50,\"name\":\"Ada\"}")).isEmpty();
    assertThat(schema.objection("{\"amount\":1e2}")).isEmpty();
    assertThat(schema.objection("{\"amount\":0.001}"))
        .contains("the answer does not fit the pipeline's schema at /properties/amount/multipleOf");
    assertThat(schema.objection("{\"name\":\"secret words\",\"other\":[1,null,true,\"x\"]}"))
        .hasValueSatisfying(
            objection ->
                assertThat(objection)
                    .startsWith("the answer does not fit the pipeline's schema at ")
                    .contains("/required", "/properties/name/maxLength", "3 violations")
                    .doesNotContain("secret"));
  }

  @Test
  void showsTheModelTheSchemaOnOneLine() {
    AnswerSchema schema = policies.of(spec(SCHEMA, "repair: true")).answer().orElseThrow();

    assertThat(schema.text())
        .startsWith("{\"type\":\"object\",\"required\":[\"amount\"],")
        .doesNotContain("\n");
  }

  @Test
  void objectsToWhatASchemaCannotLookAt() {
    AnswerSchema schema = policies.of(spec("{}", "repair: true")).answer().orElseThrow();

    assertThat(schema.objection("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"))
        .hasValueSatisfying(objection -> assertThat(objection).contains("nested too deeply"));
    assertThat(schema.objection("{\"a\":1e99999}")).isPresent();
    assertThat(schema.objection("{\"a\":1e999}")).isEmpty();
  }

  @Test
  void compilesAnewWhereTheSchemaHasChanged() {
    AnswerSchema first = policies.of(spec(SCHEMA, "repair: true")).answer().orElseThrow();

    assertThat(policies.of(spec(SCHEMA, "repair: false")).answer()).containsSame(first);
    assertThat(policies.of(spec("{}", "repair: true")).answer().orElseThrow().objection("{}"))
        .isEmpty();
  }

  @Test
  void takesOverGuardrailAndCache() {
    PipelineSpec spec = spec("{}", "repair: true\ncache: { ttl: 10m }");
    spec.getModels().setGuardrail("arn:aws:bedrock:eu-west-1:123456789012:guardrail/a1b2:DRAFT");

    Policy policy = policies.of(spec);

    assertThat(policy.guardrail())
        .contains(
            new GuardrailId("arn:aws:bedrock:eu-west-1:123456789012:guardrail/a1b2", "DRAFT"));
    assertThat(policy.cacheFor()).contains(Duration.ofMinutes(10));
    assertThat(policies.of(spec("{}", "repair: true")).cacheFor()).isEmpty();
  }

  @Test
  void takesOverWhetherToRepair() {
    PipelineSpec spec = spec("{}", "repair: false");
    spec.getPrompt().setAnswer(null);

    assertThat(policies.of(spec)).isEqualTo(new Policy(Optional.empty(), false));
  }

  @Test
  void takesOverWhetherAnswersComePieceByPiece() {
    PipelineSpec spec = spec("{}", "repair: true");
    assertThat(policies.of(spec).streams()).isFalse();

    spec.getPrompt().setStream(true);

    assertThat(policies.of(spec).streams()).isTrue();
  }

  @Test
  void doesNotGoOnWithoutASchemaThatCannotBeRead() {
    assertThatThrownBy(
            () -> JsonAnswerSchema.of(new EventSchema(SchemaFormat.JSON_SCHEMA, "{\"type\":")))
        .isInstanceOf(RuntimeException.class);
  }

  private static PipelineSpec spec(String schema, String field) {
    SpecResult read =
        new SpecReader(name -> schema)
            .readSupported(
                """
                apiVersion: millrace/v1
                pipeline: receipts
                task: extraction
                prompt:
                  user: "{{event}}"
                  answer: receipt.json
                  FIELD
                models:
                  champion: amazon.nova-micro-v1:0
                """
                    .replace("FIELD", field));
    return ((SpecResult.Valid) read).spec();
  }
}
