package dev.millrace.platform.drift.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pairs of samples with known answers in {@code shared/data/drift}. */
final class GoldenPairs {

  private static final double LEAST_COMPARED = 1e-290;

  private GoldenPairs() {}

  /** Rows of a table of answers, by column; nothing where the data are absent. */
  static List<Map<String, String>> rows(String table) {
    Optional<Path> found = SharedData.find("drift/" + table);
    return found.map(GoldenPairs::read).orElse(List.of());
  }

  /** The values of one side of a pair; null for missing ones. */
  static List<@Nullable String> values(String pair, String part) {
    Path file = SharedData.find("drift/slices/" + pair + ".csv").orElseThrow();
    List<@Nullable String> values = new ArrayList<>();
    for (Map<String, String> row : read(file)) {
      if (part.equals(row.get("part"))) {
        String value = row.getOrDefault("value", "");
        values.add(value.isEmpty() ? null : value);
      }
    }
    return values;
  }

  static void assertStatistic(Map<String, String> row, String column, double got) {
    double wanted = Double.parseDouble(row.getOrDefault(column, ""));
    assertThat(got)
        .as("%s of %s", column, row.get("id"))
        .isCloseTo(wanted, within(1e-9 * Math.abs(wanted) + 1e-15));
  }

  static void assertProbability(Map<String, String> row, String column, double got) {
    double wanted = Double.parseDouble(row.getOrDefault(column, ""));
    if (wanted < LEAST_COMPARED) {
      assertThat(got).as("%s of %s", column, row.get("id")).isLessThan(LEAST_COMPARED);
    } else {
      assertThat(Math.log(got))
          .as("logarithm of %s of %s", column, row.get("id"))
          .isCloseTo(Math.log(wanted), within(1e-6));
    }
  }

  private static List<Map<String, String>> read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      List<String> header = fields(lines.get(0));
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        List<String> fields = fields(line);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
          row.put(header.get(i), fields.get(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char character = line.charAt(i);
      if (character == '"') {
        quoted = !quoted;
      } else if (character == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(character);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
