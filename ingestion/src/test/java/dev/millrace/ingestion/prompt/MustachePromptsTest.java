package dev.millrace.ingestion.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.Specs;
import dev.millrace.ingestion.domain.PromptRendering;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prompt;
import dev.millrace.schemas.Cause;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MustachePromptsTest {

  private final MustachePrompts prompts = new MustachePrompts();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{text}}                                | a <b> & \"c\"",
        "{{customer.tier}}                       | gold",
        "{{price}} {{big}} {{small}}             | 1.0 1E400 1e5",
        "{{yes}}/{{no}}/                         | true/false/",
        "{{customer}}                            | {\"tier\":\"gold\",\"ids\":[1,2]}",
        "{{customer.ids}}                        | [1,2]",
        "{{#customer}}{{tier}}{{/customer}}      | gold",
        "{{#items}}<{{name}}>{{/items}}          | <x><y>",
        "{{#customer.ids}}{{.}};{{/customer.ids}}| 1;2;",
        "{{#absent}}never{{/absent}}{{^absent}}instead{{/absent}} | instead",
        "{{#none}}never{{/none}}{{#no}}never{{/no}}{{#yes}}shown{{/yes}} | shown",
        "{{#none.a}}never{{/none.a}}{{^none}}instead{{/none}} | instead",
        "{{#gaps}}<{{.}}>{{/gaps}}               | <1><2>",
        "{{#gaps}}<{{text}}>{{/gaps}}            | <a <b> & \"c\"><a <b> & \"c\">",
        "{{#price}}{{price}}{{/price}}           | 1.0",
        "{{event.customer.tier}}                 | gold",
        "{{{text}}}                              | a <b> & \"c\"",
      })
  void fillsInWhatTheEventHas(String template, String expected) {
    String event =
        """
        { "text": "a <b> & \\"c\\"", "price": 1.0, "big": 1E400, "small": 1e5,
          "yes": true, "no": false, "none": null, "gaps": [ 1, null, 2 ],
          "customer": { "tier": "gold", "ids": [ 1, 2 ] },
          "items": [ {"name": "x"}, {"name": "y"} ] }
        """;

    assertThat(filled(template, event).getUser()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<{{row.tier}}{{row}}{{row.a.b}}>               | <>",
        "{{#row}}never{{/row}}{{^row}}instead{{/row}}   | instead",
        "{{#row.a}}never{{/row.a}}{{^row.a}}no{{/row.a}} | no",
        "{{event}}                                      | {\"row\":null}",
      })
  void showsNothingOfARowThatIsNotThere(String template, String expected) {
    JsonValue event = JsonValue.Fields.of(Map.of("row", new JsonValue.Missing()));

    PromptRendering rendering = prompts.render(spec(template), event);

    assertThat(((PromptRendering.Complete) rendering).prompt().getUser()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{none}}",
        "{{none.a}}",
        "{{customer.tier}}",
        "{{event.none}}",
        "{{customer.ids.0}}",
        "{{#customer}}{{tier}}{{/customer}}",
        "{{^none}}{{none}}{{/none}}",
        "{{#items}}{{name}}{{/items}}"
      })
  void takesNullForAbsent(String template) {
    String event =
        """
        { "none": null, "customer": { "tier": null, "ids": [ null ] }, "items": [ {"name": null} ] }
        """;

    PromptRendering rendering = prompts.render(spec(template), json(event));

    assertThat(rendering)
        .isInstanceOfSatisfying(
            PromptRendering.Incomplete.class,
            incomplete -> {
              assertThat(incomplete.cause()).isEqualTo(Cause.MISSING_VARIABLE);
              assertThat(incomplete.detail()).contains("absent or null", "write {{#");
            });
  }

  @Test
  void takesAnEventThatIsNullForNone() {
    assertThat(prompts.render(spec("{{event}}"), json("null")))
        .isInstanceOf(PromptRendering.Incomplete.class);
  }

  @Test
  void showsTheWholeEventAsCompactJsonWithItsOwnSpelling() {
    assertThat(filled("{{event}}", "{ \"a b\" : [ 1.50 , \"\\u00e9 \\\" x\" ] }\n").getUser())
        .isEqualTo("{\"a b\":[1.50,\"\\u00e9 \\\" x\"]}");
    assertThat(filled("{{event}} {{.}}", "[1, 2]").getUser()).isEqualTo("[1,2] [1,2]");
    assertThat(filled("{{event}}", "\"text\"").getUser()).isEqualTo("text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{absent}}", "{{text.length}}", "{{customer.absent}}", "{{class}}"})
  void saysWhichVariableIsMissingAndShowsNoCode(String template) {
    PromptRendering rendering =
        prompts.render(spec(template), json("{\"text\":\"secret\",\"customer\":{}}"));

    assertThat(rendering)
        .isInstanceOfSatisfying(
            PromptRendering.Incomplete.class,
            incomplete -> {
              assertThat(incomplete.cause()).isEqualTo(Cause.MISSING_VARIABLE);
              assertThat(incomplete.detail()).contains(template).doesNotContain("secret");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{#open}}", "{{/open}}", "{{>partial}}", "{{..}}", "{{#..}}a{{/..}}"})
  void saysThatTheTemplateIsNone(String template) {
    assertThat(prompts.render(spec(template), json("{\"open\":1}")))
        .isInstanceOfSatisfying(
            PromptRendering.Incomplete.class,
            incomplete -> assertThat(incomplete.cause()).isEqualTo(Cause.INVALID_FIELD));
  }

  @Test
  void stopsWhereATemplateRepeatsAnEventBeyondAllBounds() {
    String event = "{\"i\":[" + "1,".repeat(30_000) + "1],\"d\":\"" + "x".repeat(65_000) + "\"}";

    assertThat(prompts.render(spec("{{#i}}{{d}}{{/i}}"), json(event)))
        .isEqualTo(PromptRendering.tooLarge());
  }

  @Test
  void boundsTheSystemPartAndTheUserPartTogether() {
    int half = PromptRendering.MAX_BYTES / 2;
    PipelineSpec spec = spec("{{text}}");
    spec.getPrompt().setSystem("{{text}}");

    assertThat(prompts.render(spec, text("x".repeat(half))))
        .isInstanceOf(PromptRendering.Complete.class);
    assertThat(prompts.render(spec, text("x".repeat(half + 1))))
        .isEqualTo(PromptRendering.tooLarge());
    assertThat(prompts.render(spec, text("\u20ac".repeat(half / 3 + 1))))
        .isEqualTo(PromptRendering.tooLarge());
  }

  @Test
  void takesTheNewTemplateWhenTheSpecChanges() {
    assertThat(filled("one {{event}}", "1").getUser()).isEqualTo("one 1");
    assertThat(filled("two {{event}}", "1").getUser()).isEqualTo("two 1");
  }

  private Prompt filled(String template, String event) {
    PromptRendering rendering = prompts.render(spec(template), json(event));
    assertThat(rendering).isInstanceOf(PromptRendering.Complete.class);
    return ((PromptRendering.Complete) rendering).prompt();
  }

  private static PipelineSpec spec(String template) {
    PipelineSpec spec = Specs.letters();
    spec.getPrompt().setUser(template);
    return spec;
  }

  private static JsonValue text(String content) {
    return json("{\"text\":\"" + content + "\"}");
  }

  private static JsonValue json(String text) {
    return ((StrictJson.Result.Valid) StrictJson.read(text.getBytes(UTF_8))).value();
  }
}
