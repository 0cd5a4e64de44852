package dev.millrace.bedrock.control;

import dev.millrace.bedrock.api.AwsError;
import dev.millrace.platform.http.HttpCall;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What all lists can be asked for: names that hold a word, a time, and the order.
 *
 * @param call has the word and the order
 * @param after only what was made after that
 * @param before only what was made before that
 */
record ListFilter(HttpCall call, Optional<Instant> after, Optional<Instant> before) {

  /**
   * That of a call.
   *
   * @param time how the times' names begin, such as creationTime
   */
  static ListFilter of(HttpCall call, String time) {
    return new ListFilter(
        call,
        call.queryValue(time + "After").map(ListFilter::time),
        call.queryValue(time + "Before").map(ListFilter::time));
  }

  /** Whether a thing of that name and time is asked for. */
  boolean lets(String name, Instant made) {
    return call.queryValue("nameContains").filter(word -> !name.contains(word)).isEmpty()
        && after.filter(bound -> !made.isAfter(bound)).isEmpty()
        && before.filter(bound -> !made.isBefore(bound)).isEmpty();
  }

  /** In the order that is asked for. */
  <T> List<T> ordered(List<T> newestFirst) {
    List<T> ordered = new ArrayList<>(newestFirst);
    if (call.queryValue("sortOrder").equals(Optional.of("Ascending"))) {
      Collections.reverse(ordered);
    }
    return ordered;
  }

  /** A time as these lists have it. */
  static String text(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw AwsError.validation("Timestamps have to be of ISO 8601");
    }
  }
}
