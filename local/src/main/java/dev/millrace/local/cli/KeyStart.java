package dev.millrace.local.cli;

import dev.millrace.platform.settings.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that says when a new key takes effect. */
final class KeyStart {

  @Option(
      names = "--in",
      paramLabel = "TIME",
      defaultValue = "1m",
      converter = TimeConverter.class,
      description =
          "When the key takes effect: long enough from now that every instance has seen it"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration delay = Duration.ofMinutes(1);

  Instant after(Instant now) {
    return now.plus(delay).truncatedTo(ChronoUnit.MILLIS);
  }

  /** Reads lengths of time as everywhere else. */
  private static final class TimeConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
      return Durations.parse(text)
          .orElseThrow(
              () -> new TypeConversionException("expected a duration such as 10s, 5m or 1d"));
    }
  }
}
