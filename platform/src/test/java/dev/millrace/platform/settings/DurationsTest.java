package dev.millrace.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  static Stream<Arguments> readable() {
    return Stream.of(
        Arguments.argumentSet("milliseconds", "20ms", Duration.ofMillis(20)),
        Arguments.argumentSet("seconds", "10s", Duration.ofSeconds(10)),
        Arguments.argumentSet("minutes", "5m", Duration.ofMinutes(5)),
        Arguments.argumentSet("hours", "24h", Duration.ofHours(24)),
        Arguments.argumentSet("days", "1d", Duration.ofDays(1)),
        Arguments.argumentSet("none", "0s", Duration.ZERO),
        Arguments.argumentSet("the longest", "999999999d", Duration.ofDays(999_999_999)));
  }

  @ParameterizedTest
  @MethodSource("readable")
  void readsANumberAndAUnit(String text, Duration duration) {
    assertThat(Durations.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "s", "-1s", "1.5h", "10 s", "10S", "1w", "9999999999s", "1h30m"})
  void readsNothingElse(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void readsNoDigitsOfOtherScripts() {
    assertThat(Durations.parse("١٠s")).isEmpty();
  }
}
