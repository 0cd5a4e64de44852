package dev.millrace.publisher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.DriftWatch;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.SampleRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowDelaysTest {

  private static final Instant BEGINNING = Instant.parse("2026-11-26T12:00:00Z");
  private static final Instant NOW = BEGINNING.plus(Duration.ofHours(2));
  private static final String TRIAGE = "triage";

  private final WindowDelays delays = new WindowDelays(BEGINNING);

  @Test
  void saysForHowLongCallsAreMadeBeyondAWindow() {
    delays.called(TRIAGE, after(20));

    assertThat(behind(watched())).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void isNotBehindWhereAWindowWasTold() {
    delays.called(TRIAGE, after(20));
    delays.told(TRIAGE, after(18));

    assertThat(behind(watched())).isZero();
  }

  @Test
  void takesNoNoticeOfTheTimeThatPassesWithoutCalls() {
    delays.called(TRIAGE, after(4));

    assertThat(behind(watched())).isZero();
  }

  /** The first call of a day changes the window of the day, which ends at midnight. */
  @Test
  void isNotBehindByWindowsThatAreNotOver() {
    delays.called(TRIAGE, BEGINNING.minus(Duration.ofHours(12)), after(12 * 60), after(2));
    delays.called(TRIAGE, after(2), after(3), after(2).plusSeconds(1));

    assertThat(behind(watched())).isZero();
  }

  @Test
  void knowsByMinutesThatCallsAreMade() {
    delays.called(TRIAGE, after(19), after(20), after(21));

    assertThat(behind(watched())).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void countsFromWhenTheSpecWasApplied() {
    delays.called(TRIAGE, after(20));

    PipelineSpec spec = watched();
    spec.setAppliedAt(after(12));

    assertThat(behind(spec)).isEqualTo(Duration.ofMinutes(3));
  }

  /** A window before the beginning, or none: how long that is ago is not known. */
  @Test
  void doesNotSayThatAllIsWellWhereItDoesNotKnowYet() {
    PipelineSpec spec = watched();
    spec.setAppliedAt(after(-60));
    delays.told(TRIAGE, after(-30));
    delays.called(TRIAGE, after(12));

    assertThat(delays.samples(List.of(spec), NOW)).isEmpty();

    delays.told(TRIAGE, after(8));

    assertThat(behind(spec)).isZero();
  }

  @Test
  void ringsByWhatItSeesAlone() {
    PipelineSpec spec = watched();
    spec.setAppliedAt(after(-60));
    delays.called(TRIAGE, after(15));

    assertThat(behind(spec)).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void isTheSameInAnyOrder() {
    delays.told(TRIAGE, after(10));
    delays.told(TRIAGE, after(2));
    delays.called(TRIAGE, after(20));
    delays.called(TRIAGE, after(1));

    assertThat(behind(watched())).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void saysNothingOfPipelinesWithoutWindowsOrCalls() {
    PipelineSpec unwatched = watched();
    unwatched.setDrift(null);
    delays.called(TRIAGE, after(20));

    assertThat(delays.samples(List.of(unwatched), NOW)).isEmpty();
    assertThat(new WindowDelays(BEGINNING).samples(List.of(watched()), NOW)).isEmpty();
  }

  private Duration behind(PipelineSpec spec) {
    List<Sample> samples = delays.samples(List.of(spec), NOW);
    assertThat(samples).hasSize(1);
    return Duration.ofSeconds(samples.get(0).value().longValueExact());
  }

  private static Instant after(int minutes) {
    return BEGINNING.plus(Duration.ofMinutes(minutes));
  }

  private static PipelineSpec watched() {
    PipelineSpec spec = new SampleRecords(new Random(7)).next(Topics.PIPELINES);
    spec.setPipeline(TRIAGE);
    spec.setAppliedAt(BEGINNING);
    spec.setDrift(
        DriftWatch.newBuilder()
            .setWindowMillis(Duration.ofMinutes(5).toMillis())
            .setReference("first")
            .setFeatures(Map.of())
            .setFalseAlarms(0.01)
            .build());
    return spec;
  }
}
