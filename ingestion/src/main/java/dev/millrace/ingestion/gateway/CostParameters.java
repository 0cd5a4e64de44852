package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.ingestion.gateway.spending.CostQuery;
import dev.millrace.ingestion.gateway.spending.Dimension;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads which costs a caller wants to see. */
final class CostParameters {

  static final int USUAL_LIMIT = 1_000;
  static final int MOST_LIMIT = 10_000;

  /** Years of four digits: the milliseconds of others may not fit. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");

  private CostParameters() {}

  /**
   * The query of a call.
   *
   * @param now where the windows end, if nothing else is said
   */
  static Part<CostQuery> read(String tenant, HttpCall call, Instant now) {
    Optional<CostWindow> window =
        CostWindow.labelled(call.queryValue("window").orElse(CostWindow.HOUR.label()));
    if (window.isEmpty()) {
      return invalid("window is not one of " + CostWindow.labels());
    }
    Optional<Set<Dimension>> by =
        dimensions(call.queryValue("by").orElse(Dimension.PIPELINE.label()));
    if (by.isEmpty()) {
      return invalid("by is not one of " + Dimension.labels() + ", or several of them with commas");
    }
    Optional<Instant> to = call.queryValue("to").map(CostParameters::time).orElse(Optional.of(now));
    Optional<Instant> from =
        call.queryValue("from")
            .map(CostParameters::time)
            .orElseGet(() -> to.map(end -> end.minus(usualSpan(window.get()))));
    if (to.isEmpty() || from.isEmpty()) {
      return invalid(
          (to.isEmpty() ? "to" : "from")
              + " is no time such as 2026-11-26T10:00:00Z, and no day such as 2026-11-26 (UTC)");
    }
    if (!from.get().isBefore(to.get())) {
      return invalid(
          "from is not before to: windows that begin from then on, and before, are shown");
    }
    Optional<Integer> limit = limit(call.queryValue("limit"));
    if (limit.isEmpty()) {
      return invalid("limit is no whole number from 1 to " + MOST_LIMIT);
    }
    return new Part.Good<>(
        new CostQuery(
            tenant,
            new CostQuery.Filter(call.queryValue("pipeline"), call.queryValue("model")),
            window.get(),
            from.get(),
            to.get(),
            by.get(),
            limit.get()));
  }

  /** Of how much time windows are shown to who does not say since when. */
  private static Duration usualSpan(CostWindow window) {
    return switch (window) {
      case MINUTE -> Duration.ofHours(1);
      case HOUR -> Duration.ofDays(1);
      case DAY -> Duration.ofDays(30);
    };
  }

  private static Optional<Set<Dimension>> dimensions(String text) {
    Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);
    for (String label : text.split(",", -1)) {
      Optional<Dimension> one = Dimension.labelled(label);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      dimensions.add(one.get());
    }
    return Optional.of(dimensions);
  }

  private static Optional<Integer> limit(Optional<String> text) {
    if (text.isEmpty()) {
      return Optional.of(USUAL_LIMIT);
    }
    return text.filter(number -> NUMBER.matcher(number).matches())
        .map(Integer::valueOf)
        .filter(number -> number >= 1 && number <= MOST_LIMIT);
  }

  /** An instant, or the beginning of a day. */
  private static Optional<Instant> time(String text) {
    try {
      Instant time =
          text.indexOf('T') < 0
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text);
      return time.isBefore(FIRST) || time.isAfter(LAST) ? Optional.empty() : Optional.of(time);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static <T> Part<T> invalid(String detail) {
    return new Part.Bad<>(Problems.of(Cause.INVALID_FIELD, detail));
  }
}
