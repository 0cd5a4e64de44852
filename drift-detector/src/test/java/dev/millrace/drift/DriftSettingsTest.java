package dev.millrace.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.drift.domain.policy.PolicyRules.Persistence;
import dev.millrace.drift.domain.windows.EventClock;
import dev.millrace.drift.domain.windows.FirstPeriod;
import dev.millrace.drift.domain.windows.LabelTerms;
import dev.millrace.platform.settings.SettingsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriftSettingsTest {

  private static final Map<String, String> LEAST = Map.of("kafka.bootstrap", "127.0.0.1:9092");

  @Test
  void hasDefaults() {
    DriftSettings settings = new GivenSettings(LEAST).read();

    assertThat(settings.group()).isEqualTo("millrace-drift");
    assertThat(settings.bounds())
        .isEqualTo(new EventClock.Bounds(Duration.ofSeconds(30), Duration.ofSeconds(10)));
    assertThat(settings.lookEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.labels())
        .isEqualTo(new LabelTerms(Duration.ofHours(1), Duration.ofDays(30)));
    assertThat(settings.firstPeriod()).isEqualTo(new FirstPeriod(12, 500, 5_000));
    assertThat(settings.persistence()).isEqualTo(new Persistence(2, 3));
  }

  @Test
  void takesEveryKey() {
    DriftSettings settings =
        read(
            Map.ofEntries(
                Map.entry("drift.group", "g"),
                Map.entry("drift.lateness", "1s"),
                Map.entry("drift.silence", "2s"),
                Map.entry("drift.look-every", "3s"),
                Map.entry("drift.labels-kept", "4d"),
                Map.entry("drift.labels-due", "5h"),
                Map.entry("drift.reference.windows", "5"),
                Map.entry("drift.reference.records", "6"),
                Map.entry("drift.reference.sample", "7"),
                Map.entry("drift.persistence.found", "8"),
                Map.entry("drift.persistence.among", "9")));

    assertThat(settings.group()).isEqualTo("g");
    assertThat(settings.bounds())
        .isEqualTo(new EventClock.Bounds(Duration.ofSeconds(1), Duration.ofSeconds(2)));
    assertThat(settings.lookEvery()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.labels())
        .isEqualTo(new LabelTerms(Duration.ofHours(5), Duration.ofDays(4)));
    assertThat(settings.firstPeriod()).isEqualTo(new FirstPeriod(5, 6, 7));
    assertThat(settings.persistence()).isEqualTo(new Persistence(8, 9));
  }

  @Test
  void tellsAllProblemsAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "drift.reference.sample", "10",
                        "drift.persistence.found", "4",
                        "drift.labels-due", "31d",
                        "drift.windows", "1")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("drift.reference.sample is 10")
        .hasMessageContaining("drift.persistence.among is 3, expected at least")
        .hasMessageContaining("drift.labels-due is PT744H, expected at most drift.labels-kept")
        .hasMessageContaining("drift.windows");
  }

  private static DriftSettings read(Map<String, String> more) {
    Map<String, String> values = new HashMap<>(LEAST);
    values.putAll(more);
    return new GivenSettings(values).read();
  }
}
