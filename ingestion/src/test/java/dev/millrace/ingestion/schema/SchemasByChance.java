package dev.millrace.ingestion.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Schemas of usual keywords and events that fit some of them, as chance has it. */
final class SchemasByChance {

  private static final List<String> TEXTS =
      List.of(
          "\"\"", "\"a\"", "\"ab\"", "\"\u00e9\"", "\"\\u00e9b\"", "\"A1\"", "\"\ud83d\ude00\"");

  private static final List<String> NUMBERS =
      List.of("0", "-0", "1", "2.5", "-3", "1.0", "2.50", "3e0", "10", "-1.999999", "12345678901");

  private static final List<String> PATTERNS =
      List.of("^[a-z]*$", "^[A-Z][0-9]?$", "^a{1,2}b?$", "^[a-z0-9-]+$", "a", "^(a|b)$");

  private static final List<String> NAMES = List.of("a", "b", "c");

  private SchemasByChance() {}

  /** A schema of so many levels at most. */
  static String schema(SplittableRandom random, int levels) {
    List<String> keywords = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      keywords.add("\"type\":" + types(random));
    }
    String bounds = String.valueOf(random.nextInt(-2, 4));
    String size = String.valueOf(random.nextInt(3));
    switch (random.nextInt(8)) {
      case 0 -> keywords.add("\"minimum\":" + bounds);
      case 1 -> keywords.add("\"exclusiveMaximum\":" + bounds);
      case 2 -> keywords.add("\"maximum\":" + bounds + ",\"exclusiveMinimum\":-3");
      case 3 -> keywords.add("\"minLength\":" + size);
      case 4 -> keywords.add("\"maxLength\":" + size + ",\"minItems\":" + size);
      case 5 -> keywords.add("\"pattern\":\"" + one(random, PATTERNS) + "\"");
      case 6 -> keywords.add("\"maxItems\":" + size);
      default -> keywords.add("\"title\":\"\"");
    }
    if (random.nextInt(12) == 0) {
      keywords.add("\"enum\":[" + one(random, TEXTS) + ",1,{}]");
    }
    if (levels > 0) {
      if (random.nextInt(2) == 0) {
        keywords.add("\"properties\":{\"a\":" + schema(random, levels - 1) + ",\"b\":true}");
      }
      if (random.nextInt(3) == 0) {
        keywords.add("\"items\":" + schema(random, levels - 1));
      }
      if (random.nextInt(4) == 0) {
        keywords.add("\"additionalProperties\":" + others(random, levels));
      }
    }
    if (random.nextInt(4) == 0) {
      keywords.add("\"required\":[\"" + one(random, NAMES) + "\"]");
    }
    return "{" + String.join(",", keywords) + "}";
  }

  /** An event of so many levels at most. */
  static String event(SplittableRandom random, int levels) {
    return switch (random.nextInt(levels > 0 ? 7 : 4)) {
      case 0 -> one(random, TEXTS);
      case 1 -> one(random, NUMBERS);
      case 2 -> random.nextBoolean() ? "true" : "false";
      case 3 -> "null";
      case 4 -> "[" + event(random, levels - 1) + "," + event(random, levels - 1) + "]";
      default -> object(random, levels);
    };
  }

  private static String object(SplittableRandom random, int levels) {
    List<String> members = new ArrayList<>();
    for (String name : NAMES) {
      if (random.nextInt(3) > 0) {
        members.add("\"" + name + "\":" + event(random, levels - 1));
      }
    }
    return "{" + String.join(",", members) + "}";
  }

  private static String others(SplittableRandom random, int levels) {
    return random.nextBoolean() ? String.valueOf(random.nextBoolean()) : schema(random, levels - 1);
  }

  private static String types(SplittableRandom random) {
    List<String> all = List.of("array", "boolean", "integer", "null", "number", "object", "string");
    TreeSet<String> some = new TreeSet<>();
    for (int i = 0; i < 4; i++) {
      some.add("\"" + one(random, all) + "\"");
    }
    return some.toString();
  }

  private static String one(SplittableRandom random, List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
