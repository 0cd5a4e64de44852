package dev.millrace.platform.settings;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lengths of time as people write them: a whole number and a unit. */
public final class Durations {

  private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Map<String, LongFunction<Duration>> UNITS =
      Map.of(
          "ms",
          Duration::ofMillis,
          "s",
          Duration::ofSeconds,
          "m",
          Duration::ofMinutes,
          "h",
          Duration::ofHours,
          "d",
          Duration::ofDays);

  private Durations() {}

  /** The duration, or nothing where the text is none. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(UNITS.get(matcher.group(2)))
        .map(unit -> unit.apply(Long.parseLong(matcher.group(1))));
  }
}
