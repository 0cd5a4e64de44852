package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.pricing.Dollars;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A report that is a JSON object, for people. */
final class ReportText {

  private static final Pattern SUM = Pattern.compile("-?\\d+(\\.\\d+)?");

  private ReportText() {}

  /** One fact a line; arrays are left out. */
  static String of(JsonNode report) {
    return of(report, Map.of());
  }

  /**
   * The same, with what facts mean.
   *
   * @param meanings behind the lines of facts, by their names
   */
  static String of(JsonNode report, Map<String, String> meanings) {
    StringBuilder text = new StringBuilder();
    report.properties().stream()
        .filter(field -> !field.getValue().isArray())
        .forEach(
            field ->
                text.append(String.format(Locale.ROOT, "%-18s ", field.getKey()))
                    .append(plain(field.getValue()))
                    .append(meaning(meanings.get(field.getKey())))
                    .append(System.lineSeparator()));
    return text.toString().stripTrailing();
  }

  private static String meaning(@Nullable String meaning) {
    return meaning == null ? "" : " (" + meaning + ")";
  }

  private static String plain(JsonNode value) {
    if (!value.isObject()) {
      return value.asText();
    }
    boolean isMoney = value.has("currency");
    StringBuilder text = new StringBuilder();
    value.properties().stream()
        .filter(field -> !field.getValue().isContainerNode())
        .forEach(
            field ->
                text.append(text.isEmpty() ? "" : ", ")
                    .append(field.getKey())
                    .append(' ')
                    .append(isMoney ? sum(field.getValue()) : field.getValue().asText()));
    return text.isEmpty() ? "none" : text.toString();
  }

  /** Sums are texts, with as many zeros behind them as their topic has digits. */
  private static String sum(JsonNode value) {
    String text = value.asText();
    return value.isTextual() && SUM.matcher(text).matches()
        ? Dollars.exact(new BigDecimal(text))
        : text;
  }
}
