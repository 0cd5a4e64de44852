package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Of which windows a caller wants to see a page.
 *
 * @param from windows that begin then or later
 * @param to windows that begin before
 * @param limit rows, after which no further window is begun
 */
record PageParameters(Instant from, Instant to, int limit) {

  static final int USUAL_LIMIT = 1_000;
  static final int MOST_LIMIT = 10_000;

  /** Years of four digits: the milliseconds of others may not fit. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");

  /**
   * Those of a call.
   *
   * @param now where the windows end, if nothing else is said
   * @param usualSpan how long before that they begin, if nothing else is said
   */
  static Part<PageParameters> read(HttpCall call, Instant now, Duration usualSpan) {
    Optional<Instant> to = call.queryValue("to").map(PageParameters::time).orElse(Optional.of(now));
    Optional<Instant> from =
        call.queryValue("from")
            .map(PageParameters::time)
            .orElseGet(() -> to.map(end -> end.minus(usualSpan)));
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
    return new Part.Good<>(new PageParameters(from.get(), to.get(), limit.get()));
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
