package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.windows.WatchedWorld.minute;
import static dev.millrace.drift.domain.windows.WatchedWorld.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Verdict;
import dev.millrace.schemas.TrustedRecords;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Traffic that is another one each hour of the week, and the same one each week. */
class SeasonTest {

  private static final int HOUR = 60;
  private static final int WEEK = 7 * 24 * HOUR;
  private static final Panes HOURS = new Panes(HOUR * MINUTE, 1);
  private static final long SEED = 20261126;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  @Test
  void hoursAreComparedWithTheSameHourOfTheWeek() {
    WatchedWorld world = world(WatchTerms.Reference.SEASON);
    play(world);

    assertThat(world.last(3, null, "/age", 1 * HOUR)).as("learns").isEmpty();
    for (int hour = 0; hour < 3; hour++) {
      assertThat(world.last(3, null, "/age", WEEK + hour * HOUR).orElseThrow())
          .satisfies(
              metric -> {
                assertThat(metric.getVerdict()).as("seed %d", SEED).isEqualTo(Verdict.STABLE);
                assertThat(metric.getReferenceCount()).isEqualTo(150);
              });
    }
    assertThat(world.last(3, null, "/age", 2 * WEEK + HOUR).orElseThrow().getVerdict())
        .isEqualTo(Verdict.DRIFTED);
    assertThat(world.last(3, null, "/age", 2 * WEEK + 2 * HOUR).orElseThrow().getVerdict())
        .isEqualTo(Verdict.STABLE);
  }

  @Test
  void theFirstTrafficWouldBeAnotherHours() {
    WatchedWorld world = world(WatchTerms.Reference.FIRST);
    play(world);

    assertThat(world.last(3, null, "/age", WEEK + 2 * HOUR).orElseThrow().getVerdict())
        .isEqualTo(Verdict.DRIFTED);
  }

  @Test
  void anHourBelongsToItsWeekInUtc() {
    assertThat(Season.slot(0)).isZero();
    assertThat(Season.slot(-1)).isEqualTo(7 * 24 - 1);
    assertThat(Season.slot(WEEK * MINUTE + HOUR * MINUTE)).isEqualTo(1);
    assertThat(Season.end(HOUR * MINUTE - 1)).isEqualTo(HOUR * MINUTE);
    assertThat(Season.end(HOUR * MINUTE)).isEqualTo(2 * HOUR * MINUTE);
  }

  /** Ages of 30, 40 and 50 in three hours a week; in the third week, 60 in the second hour. */
  private void play(WatchedWorld world) {
    for (int week = 0; week < 3; week++) {
      for (int hour = 0; hour < 4; hour++) {
        int at = week * WEEK + hour * HOUR;
        double age = week == 2 && hour == 1 ? 60 : 30 + 10 * hour;
        world.look(minute(at, 3, age, random, null), at + HOUR);
      }
    }
  }

  private static WatchedWorld world(WatchTerms.Reference reference) {
    assertThat(Math.floorMod(BEGINNING, HOUR * MINUTE)).as("begins with an hour").isZero();
    return new WatchedWorld(
        new WatchTerms(
            HOURS,
            terms(HOURS).features(),
            WatchTerms.Segments.NONE,
            reference,
            0.01,
            null,
            new FirstPeriod(1, 100, 1_000),
            WatchedWorld.LABELS));
  }
}
