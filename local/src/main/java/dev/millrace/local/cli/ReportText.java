package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** A report that is a JSON object, for people. */
final class ReportText {

  private ReportText() {}

  /** One fact a line; arrays are left out. */
  static String of(JsonNode report) {
    StringBuilder text = new StringBuilder();
    report.properties().stream()
        .filter(field -> !field.getValue().isArray())
        .forEach(
            field ->
                text.append(String.format(Locale.ROOT, "%-18s ", field.getKey()))
                    .append(plain(field.getValue()))
                    .append(System.lineSeparator()));
    return text.toString().stripTrailing();
  }

  private static String plain(JsonNode value) {
    if (!value.isObject()) {
      return value.asText();
    }
    StringBuilder text = new StringBuilder();
    value.properties().stream()
        .filter(field -> !field.getValue().isContainerNode())
        .forEach(
            field ->
                text.append(text.isEmpty() ? "" : ", ")
                    .append(field.getKey())
                    .append(' ')
                    .append(field.getValue().asText()));
    return text.isEmpty() ? "none" : text.toString();
  }
}
