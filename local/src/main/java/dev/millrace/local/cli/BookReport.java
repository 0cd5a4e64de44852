package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.pricing.BookChange;
import dev.millrace.platform.pricing.BookProblem;
import dev.millrace.platform.pricing.Period;
import dev.millrace.platform.pricing.UnitSlot;
import dev.millrace.platform.pricing.offers.LeftOut;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows what is wrong with a price book, and how it differs from another. */
final class BookReport {

  private BookReport() {}

  static void tell(Output output, String title, List<BookProblem> problems) {
    if (!problems.isEmpty()) {
      output.tell(title);
      problems.forEach(problem -> output.tell("  " + problem));
    }
  }

  /** What is most likely not meant. */
  static void tellDoubts(Output output, List<BookChange> changes) {
    changes.forEach(
        change ->
            change.doubt().ifPresent(doubt -> output.tell("beware: " + change + ": " + doubt)));
  }

  /** All that was left out of a price list, each by its name, under the reason. */
  static void tellLeftOut(Output output, List<LeftOut> leftOut) {
    Map<String, TreeMap<String, Integer>> byReason = new TreeMap<>();
    leftOut.forEach(
        one ->
            byReason
                .computeIfAbsent(one.reason(), key -> new TreeMap<>())
                .merge(one.usageType(), 1, Integer::sum));
    byReason.forEach(
        (reason, usageTypes) -> {
          output.tell("left out, because " + reason + ":");
          usageTypes.keySet().forEach(usageType -> output.tell("  " + usageType));
        });
  }

  static void add(ObjectNode json, String name, List<BookProblem> problems) {
    ArrayNode array = json.putArray(name);
    for (BookProblem problem : problems) {
      array.addObject().put("line", problem.line()).put("message", problem.message());
    }
  }

  static void addLeftOut(ObjectNode json, List<LeftOut> leftOut) {
    ArrayNode array = json.putArray("leftOut");
    for (LeftOut one : leftOut) {
      array.addObject().put("usageType", one.usageType()).put("reason", one.reason());
    }
  }

  static void addChanges(ObjectNode json, List<BookChange> changes, LocalDate today) {
    ArrayNode array = json.putArray("changes");
    for (BookChange change : changes) {
      ObjectNode one = array.addObject();
      if (change instanceof BookChange.OfTokens tokens) {
        one.put("model", tokens.slot().modelId())
            .put("region", text(tokens.slot().region()))
            .put("tier", tokens.slot().tier().spelling())
            .put("aboveTokens", tokens.slot().band().above())
            .put("kind", tokens.kind().name().toLowerCase(Locale.ROOT));
        add(one, tokens.period(), tokens.before(), tokens.after());
      } else if (change instanceof BookChange.OfUnits units) {
        one.put("unit", UnitSlot.spelling(units.slot().kind()))
            .put("item", units.slot().item())
            .put("region", text(units.slot().region()));
        add(one, units.period(), units.before(), units.after());
      } else if (change instanceof BookChange.OfProfile profile) {
        one.put("profile", profile.arn())
            .put("before", text(profile.before()))
            .put("after", text(profile.after()));
      } else {
        throw new AssertionError(change);
      }
      one.put("rewritesPast", change.rewrites(today)).put("doubt", text(change.doubt()));
    }
  }

  private static void add(
      ObjectNode json, Period period, Optional<BigDecimal> before, Optional<BigDecimal> after) {
    json.put("from", period.from().toString())
        .put("to", text(period.to()))
        .put("before", text(before.map(BigDecimal::toPlainString)))
        .put("after", text(after.map(BigDecimal::toPlainString)));
  }

  private static @Nullable String text(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }
}
