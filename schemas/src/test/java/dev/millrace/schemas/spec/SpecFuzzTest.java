package dev.millrace.schemas.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.testing.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever text a spec is, its reader answers with a spec or with what is wrong with it. */
class SpecFuzzTest {

  @Test
  void readsASpecOrSaysWhatIsWrong() throws IOException {
    List<String> good = new ArrayList<>(List.of(SpecTexts.WHOLE));
    for (Path file : ExamplesTest.files()) {
      good.add(Files.readString(file));
    }

    Fuzz.ofTexts("spec", good.toArray(String[]::new))
        .with("&a ", "*a", "<<: *a", "? ", "- ", "!!binary ", "!!set ", "|\n", ">-\n", "\n  ")
        .with("{{#a}}", "{{/a}}", "{{>a}}", "{{=<% %>=}}", "{", "[", "---\n", "...\n", "# ", "~")
        .with("1d", "0ms", "5.00 USD", "-1", "1e999", "0x7fffffff", ".inf", ".nan", "null", "true")
        .holdsOfTexts(
            text -> {
              SpecResult result = SpecTexts.READER.readSupported(text);
              if (result instanceof SpecResult.Valid valid) {
                assertThat(SpecWarnings.of(valid.spec(), Set.of())).doesNotContainNull();
              } else {
                assertThat(((SpecResult.Invalid) result).problems()).isNotEmpty();
              }
            });
  }

  @Test
  void refusesATemplateWithAnEmptyTag() {
    SpecResult result = SpecTexts.READER.readSupported(SpecTexts.WHOLE.replace("{{body}}", "{{}}"));

    assertThat(((SpecResult.Invalid) result).problems().toString()).contains("a tag is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{..}}", "{{#...}}a{{/...}}", "{{^a}}{{..}}{{/a}}"})
  void refusesATemplateWithATagOfDotsAlone(String template) {
    SpecResult result =
        SpecTexts.READER.readSupported(SpecTexts.WHOLE.replace("{{body}}", template));

    assertThat(((SpecResult.Invalid) result).problems().toString())
        .contains("a tag has dots alone: name a field in it");
  }

  @Test
  void readsPointersOfAnyLengthInTheSameStack() {
    String far = "/a~1".repeat(20_000);

    assertThat(
            SpecTexts.READER.readSupported(SpecTexts.WHOLE.replace("id: /ticket_id", "id: " + far)))
        .isInstanceOf(SpecResult.Valid.class);
  }
}
