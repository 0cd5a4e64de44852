package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Reading.Manner;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertJobTest {

  private static final Instant BEGINNING = Instant.parse("2026-11-26T12:00:00Z");

  static {
    TrustedRecords.install();
  }

  private final ManualClock clock = new ManualClock(BEGINNING.plus(Duration.ofHours(3)));
  private final List<Reading> log = new ArrayList<>();
  private final FakeAlertJournal journal = new FakeAlertJournal();
  private FakeSource source = new FakeSource(log, Map.of());

  @Test
  void tellsOfWhatHappenedWhileNobodyRan() {
    burst(BEGINNING.plus(Duration.ofMinutes(10)), 12);
    burst(BEGINNING.plus(Duration.ofMinutes(100)), 30);

    run(job(0), 20);

    assertThat(letters())
        .extracting(Alert::getOpenedAt)
        .contains(BEGINNING.plus(Duration.ofMinutes(10)));
  }

  @Test
  void countsAllPartitionsTogetherOfWhatHappenedWhileNobodyRan() {
    burst(BEGINNING.plus(Duration.ofMinutes(11)), 5);
    burst(BEGINNING.plus(Duration.ofMinutes(10)), 5);

    run(job(0), 20);

    assertThat(letters())
        .extracting(Alert::getOpenedAt)
        .contains(BEGINNING.plus(Duration.ofMinutes(11)));
  }

  @Test
  void opensNothingByWhatAnEarlierLifeLookedAt() {
    burst(BEGINNING.plus(Duration.ofMinutes(10)), 12);

    run(job(log.size()), 20);

    assertThat(letters()).isEmpty();
  }

  @Test
  void countsWhatAnEarlierLifeLookedAt() {
    Instant now = clock.instant();
    burst(now.minusSeconds(60), 9);
    burst(now.minusSeconds(2), 1);

    run(job(9), 3);

    assertThat(journal.told)
        .extracting(told -> told.alert().getState())
        .containsExactly(AlertState.OPEN);
  }

  /** As while the schema registry is away: polls are empty, and the records wait. */
  @Test
  void closesNothingWhileItReadsNothing() {
    AlertJob job = job(0);
    burst(clock.instant(), 12);
    run(job, 1);
    source.isStuck(true);
    for (int minute = 0; minute < 20; minute++) {
      burst(clock.instant(), 12);
      run(job, 1);
    }

    assertThat(letters()).extracting(Alert::getState).containsExactly(AlertState.OPEN);
    assertThat(job.lookedUpTo()).isBefore(clock.instant().minus(Duration.ofMinutes(18)));

    source.isStuck(false);
    run(job, 20);

    assertThat(letters())
        .extracting(Alert::getState)
        .containsExactly(AlertState.OPEN, AlertState.CLOSED);
    assertThat(letters().get(1).getText()).startsWith("over after 2");
  }

  @Test
  void closesNothingBeforeItHasReadAnything() {
    AlertJob first = job(0);
    burst(clock.instant(), 12);
    run(first, 1);
    clock.advance(Duration.ofMinutes(20));
    burst(clock.instant(), 1);

    AlertJob next = job(12);
    source.isStuck(true);
    run(next, 20);

    assertThat(letters()).extracting(Alert::getState).containsExactly(AlertState.OPEN);
  }

  /** The same alerts, each once, whenever the process is killed between and within writings. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void tellsOfEachOnceThroughKills(long seed) {
    Random dice = new Random(seed);
    int opened = 0;
    AlertJob job = job(0);
    for (int minute = 0; minute < 400; minute++) {
      if (minute % 40 == 0) {
        burst(clock.instant(), 10);
        opened++;
      }
      try {
        journal.dies = dice.nextInt(10) == 0;
        job.turn();
        if (dice.nextInt(15) == 0) {
          throw new KafkaException("killed");
        }
      } catch (KafkaException killed) {
        journal.dies = false;
        job = job(journal.offset);
      }
      clock.advance(Duration.ofMinutes(1));
    }
    journal.dies = false;
    job = job(journal.offset);
    run(job, 30);

    List<Alert> dead = letters();
    assertThat(dead)
        .filteredOn(alert -> alert.getState() == AlertState.OPEN)
        .as("seed %d", seed)
        .hasSize(opened);
    assertThat(dead)
        .filteredOn(alert -> alert.getState() == AlertState.CLOSED)
        .as("seed %d", seed)
        .hasSize(opened);
    assertThat(new HashSet<>(dead.stream().map(alert -> alert.getId() + alert.getState()).toList()))
        .hasSize(dead.size());
  }

  private List<Alert> letters() {
    return journal.told.stream()
        .map(AlertJournal.Told::alert)
        .filter(alert -> alert.getRule().equals("dead-letters"))
        .toList();
  }

  private AlertJob job(int counted) {
    source = new FakeSource(log, Map.of(FakeSource.PARTITION, (long) first(counted)));
    return new AlertJob(
        new AlertJournal.Past(
            List.copyOf(journal.told), Map.of(FakeSource.PARTITION, (long) counted)),
        new AlertJob.Means(source, journal, now -> List.of(), now -> List.of(), clock));
  }

  /** An hour before the first that was not looked at, as the offsets of times would say. */
  private int first(int counted) {
    Instant from =
        (counted < log.size() ? log.get(counted).end() : clock.instant())
            .minus(Duration.ofHours(1));
    int first = 0;
    while (first < counted && log.get(first).end().isBefore(from)) {
      first++;
    }
    return first;
  }

  private void run(AlertJob job, int minutes) {
    for (int minute = 0; minute < minutes; minute++) {
      job.turn();
      clock.advance(Duration.ofMinutes(1));
    }
  }

  private void burst(Instant at, int letters) {
    for (int i = 0; i < letters; i++) {
      log.add(
          new Reading(
              "letters/" + at,
              at.minusSeconds(60),
              at,
              Manner.ADDS,
              0,
              Optional.empty(),
              Map.of(Dimension.PIPELINE, "triage"),
              Map.of(Metric.DEAD_LETTERS, BigDecimal.ONE)));
    }
  }

  /** In memory: all of a writing is there, or nothing of it. */
  private static final class FakeAlertJournal implements AlertJournal {

    private final List<Told> told = new ArrayList<>();
    private int offset;
    private boolean dies;

    @Override
    public Past past() {
      return new Past(List.copyOf(told), Map.of(FakeSource.PARTITION, (long) offset));
    }

    @Override
    public void write(List<Alert> alerts, Map<String, Long> offsets) {
      if (dies) {
        throw new KafkaException("killed");
      }
      alerts.forEach(alert -> told.add(new Told(alert, alert.getOpenedAt())));
      offset = Math.toIntExact(offsets.getOrDefault(FakeSource.PARTITION, 0L));
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
