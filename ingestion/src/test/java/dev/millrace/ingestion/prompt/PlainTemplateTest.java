package dev.millrace.ingestion.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Members;
import dev.millrace.ingestion.domain.json.StrictJson;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTemplateTest {

  private static final long SEED = 20_261_126;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{#a}}x{{/a}}",
        "{{^a}}x{{/a}}",
        "{{.}}",
        "{{this}}",
        "{{a.this}}",
        "{{-index}}",
        "{{a b}}"
      })
  void leavesMoreThanTextAndVariablesToTheLibrary(String template) {
    assertThat(PlainTemplate.of(MustachePrompts.compile(template))).isEmpty();
  }

  @Test
  void writesNothingWhereAVariableIsMissing() throws IOException {
    PlainTemplate plain = PlainTemplate.of(MustachePrompts.compile("a {{a}} {{b}}")).orElseThrow();
    BoundedText text = new BoundedText(100, 10);

    assertThat(plain.fill(json("{\"a\":1}"), text)).isFalse();
    assertThat(plain.fill(json("{\"a\":1,\"b\":null}"), text)).isFalse();
    assertThat(text).hasToString("");
  }

  @Test
  void writesNoMoreThanItMay() {
    PlainTemplate plain = PlainTemplate.of(MustachePrompts.compile("{{a}}{{a}}")).orElseThrow();

    assertThatThrownBy(() -> plain.fill(json("{\"a\":\"1234\"}"), new BoundedText(7, 10)))
        .isInstanceOf(BoundedText.FullException.class);
  }

  @Test
  void writesWhatTheLibraryWrites() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    int filled = 0;
    for (int i = 0; i < 3_000; i++) {
      String source = template(random);
      Template template = MustachePrompts.compile(source);
      Optional<PlainTemplate> plain = PlainTemplate.of(template);
      JsonValue event = withRow(json(object(random, 2)));
      assertThat(plain).as("seed %s: %s", SEED, source).isPresent();

      BoundedText text = new BoundedText(10_000, 10);
      if (plain.get().fill(event, text)) {
        filled++;
        BoundedText expected = new BoundedText(10_000, 10);
        template.execute(new EventFields.Scope(event), expected);
        assertThat(text).as("seed %s: %s", SEED, source).hasToString(expected.toString());
      } else {
        assertThatThrownBy(
                () -> template.execute(new EventFields.Scope(event), new BoundedText(10_000, 10)))
            .as("seed %s: %s", SEED, source)
            .isInstanceOf(MustacheException.Context.class);
      }
    }
    assertThat(filled).isGreaterThan(300);
  }

  private static String template(SplittableRandom random) {
    String[] names = {"a", "b", "a.b", "b.a", "a.0", "event", "event.a", "row", "row.a.b", "a.b.c"};
    String[] texts = {"", " ", "\n", "x: ", "<&\">", "}} "};
    StringBuilder template = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      template.append(texts[random.nextInt(texts.length)]);
      template.append(random.nextBoolean() ? "{{" : "{{ ");
      template.append(names[random.nextInt(names.length)]).append("}}");
    }
    return template.append(texts[random.nextInt(texts.length)]).toString();
  }

  private static String object(SplittableRandom random, int levels) {
    StringBuilder object = new StringBuilder("{");
    for (String name : new String[] {"a", "b", "a.b", "event"}) {
      if (random.nextInt(name.length() > 1 ? 6 : 2) == 0) {
        object.append(object.length() > 1 ? ", \"" : "\"").append(name).append("\": ");
        object.append(value(random, levels));
      }
    }
    return object.append("}").toString();
  }

  private static String value(SplittableRandom random, int levels) {
    String[] values = {"null", "true", "1e5", "\"te\\nxt\"", "[1, \"b\"]", "\"\"", "[]"};
    return levels > 0 && random.nextInt(2) == 0
        ? object(random, levels - 1)
        : values[random.nextInt(values.length)];
  }

  private static JsonValue withRow(JsonValue event) {
    return JsonValue.Fields.of(
        new Members.Builder(((JsonValue.Fields) event).members(), 1)
            .put("row", new JsonValue.Missing())
            .build());
  }

  private static JsonValue json(String text) {
    return ((StrictJson.Result.Valid) StrictJson.read(text.getBytes(UTF_8))).value();
  }
}
