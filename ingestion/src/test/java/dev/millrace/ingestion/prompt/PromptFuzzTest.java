package dev.millrace.ingestion.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.Specs;
import dev.millrace.ingestion.domain.PromptRendering;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.testing.Fuzz;
import org.junit.jupiter.api.Test;

/** Whatever a template and an event are, they give a prompt or the reason why there is none. */
class PromptFuzzTest {

  private static final String EVENT =
      "{\"text\":\"a <b> & \\\"c\\\"\",\"n\":1.50,\"yes\":true,\"none\":null,"
          + "\"items\":[1,null,{\"a\":2}],\"customer\":{\"tier\":\"gold\",\"ids\":[1,2]}}";

  /** A template, a NUL, and the event. */
  @Test
  void fillsInOrSaysWhyNot() {
    MustachePrompts prompts = new MustachePrompts();

    Fuzz.ofTexts(
            "prompt",
            "{{text}} {{customer.tier}}\u0000" + EVENT,
            "{{#items}}<{{.}}{{-index}}>{{/items}}{{^none}}no{{/none}}\u0000" + EVENT,
            "{{event}} {{customer.ids}} {{{text}}}\u0000" + EVENT)
        .with("{{", "}}", "{{#items}}", "{{/items}}", "{{^", "{{>a}}", "{{&", "{{!", "{{=<% %>=}}")
        .with("{{this}}", "{{.}}", "{{a.b}}", "{{$a}}", "{{<a}}", "-first", "\u0000", ".")
        .holdsOfTexts(
            text -> {
              int end = Math.max(0, text.indexOf('\u0000'));
              PipelineSpec spec = Specs.letters();
              spec.getPrompt().setUser(text.substring(0, end));
              if (StrictJson.read(text.substring(end).replaceFirst("\u0000", "").getBytes(UTF_8))
                  instanceof StrictJson.Result.Valid valid) {
                PromptRendering rendering = prompts.render(spec, valid.value());
                if (rendering instanceof PromptRendering.Complete complete) {
                  assertThat(complete.prompt().getUser().getBytes(UTF_8))
                      .hasSizeLessThanOrEqualTo(PromptRendering.MAX_BYTES);
                } else {
                  assertThat(((PromptRendering.Incomplete) rendering).detail()).isNotBlank();
                }
              }
            });
  }

  @Test
  void fillsInNoTemplateWithAnEmptyTag() {
    PipelineSpec spec = Specs.letters();
    spec.getPrompt().setUser("{{}}");

    assertThat(new MustachePrompts().render(spec, new JsonValue.Missing()))
        .isInstanceOf(PromptRendering.Incomplete.class);
  }

  @Test
  void readsNamesOfAnyLengthInTheSameStack() {
    PipelineSpec spec = Specs.letters();
    spec.getPrompt().setUser("{{" + "a.".repeat(20_000) + "a}}");

    assertThat(new MustachePrompts().render(spec, new JsonValue.Missing()))
        .isInstanceOf(PromptRendering.class);
  }
}
