package dev.millrace.ingestion.domain.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  @Test
  void writesWhatReadsTheSame() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      JsonValue made = value(random, 3);

      JsonValue read = ((StrictJson.Result.Valid) StrictJson.read(made.slice().bytes())).value();

      assertThat(read.text()).isEqualTo(made.text());
      assertThat(shape(read)).isEqualTo(shape(made));
    }
  }

  private static JsonValue value(SplittableRandom random, int depth) {
    int kind = depth == 0 ? 0 : random.nextInt(3);
    if (kind == 1) {
      return JsonValue.Items.of(
          random.ints(random.nextInt(4)).mapToObj(i -> value(random, depth - 1)).toList());
    }
    if (kind == 2) {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      random
          .ints(random.nextInt(4))
          .forEach(i -> members.put(text(random), value(random, depth - 1)));
      return JsonValue.Fields.of(members);
    }
    return JsonValue.Text.of(text(random));
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      int c = random.nextInt(4) == 0 ? random.nextInt(128) : random.nextInt(0x110000);
      text.appendCodePoint(c >= 0xD800 && c < 0xE000 ? '"' : c);
    }
    return text.toString();
  }

  /** The decoded values, without the places where they stand. */
  private static Object shape(JsonValue value) {
    if (value instanceof JsonValue.Fields fields) {
      Map<String, Object> shape = new LinkedHashMap<>();
      fields.members().forEach((name, member) -> shape.put(name, shape(member)));
      return shape;
    }
    if (value instanceof JsonValue.Items items) {
      return List.copyOf(items.items().stream().map(JsonTextTest::shape).toList());
    }
    return value.text();
  }
}
