package dev.millrace.lifecycle.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One request from its sightings to the counts of a step, and all of that as bytes. */
class RequestCourseTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final int CHAMPION = 1;
  private static final int CANARY = 2;

  private static final Sighting.Ended ENDED =
      new Sighting.Ended(
          "acme/r",
          NOON,
          List.of(
              new Ask(CANARY, Ask.End.FAILED, Optional.empty(), 30),
              new Ask(CHAMPION, Ask.End.ANSWERED, Optional.of(BigInteger.valueOf(-7)), 1L << 40)),
          Optional.of("Störung"));

  private static final Sighting.Labelled RIGHT = labelled("Störung", 0);
  private static final Sighting.Labelled WRONG = labelled("billing", 1);

  @Test
  void isTheSameInAnyOrderAndTwice() {
    RequestCourse course = RequestCourse.UNKNOWN.and(ENDED).and(RIGHT).and(WRONG);

    assertThat(RequestCourse.UNKNOWN.and(WRONG).and(ENDED).and(RIGHT)).isEqualTo(course);
    assertThat(course.and(RIGHT).and(ENDED).and(WRONG)).isEqualTo(course);
    assertThat(course.labelled()).contains(WRONG);
  }

  @Test
  void believesTheGreaterOfTwoLabelsAtOnce() {
    Sighting.Labelled other = labelled("billing", 0);

    assertThat(RIGHT.or(other)).isEqualTo(other.or(RIGHT)).isEqualTo(labelled("billing", 0));
  }

  @Test
  void aCopyOfAnEndChangesNothing() {
    Sighting.Ended copy = new Sighting.Ended("acme/r", NOON, List.of(), Optional.empty());

    assertThat(RequestCourse.UNKNOWN.and(ENDED).and(copy).ended()).contains(ENDED);
  }

  @Test
  void countsEachVersionByWhatBecameOfIt() {
    RequestCourse course = RequestCourse.UNKNOWN.and(ENDED);

    assertThat(counts(course, CANARY))
        .extracting(VersionCounts::answered, VersionCounts::failed, VersionCounts::labelled)
        .containsExactly(0L, 1L, 0L);
    assertThat(counts(course, CANARY).cost().count()).as("it is not known").isZero();
    assertThat(counts(course, CHAMPION))
        .extracting(VersionCounts::answered, VersionCounts::failed, VersionCounts::labelled)
        .containsExactly(1L, 0L, 0L);
    assertThat(counts(course.and(RIGHT), CHAMPION).correct()).isEqualTo(1);
    assertThat(counts(course.and(WRONG), CHAMPION))
        .extracting(VersionCounts::labelled, VersionCounts::correct)
        .containsExactly(1L, 0L);
    assertThat(counts(course.and(RIGHT), CANARY).labelled()).as("its answer is nobody's").isZero();
  }

  @Test
  void aVersionThatBudgetsDidNotLetBeAskedHasFailed() {
    VersionCounts counts = Ask.refused(CANARY).counts(Optional.of(true));

    assertThat(counts.failed()).isEqualTo(1);
    assertThat(counts.answered()).isZero();
    assertThat(counts.latencyMillis().count()).as("nobody waited for it").isZero();
  }

  @Test
  void aStepForgetsWhatItCountedOfARequestBefore() {
    RequestCourse before = RequestCourse.UNKNOWN.and(ENDED);
    StepCounts step = StepCounts.since(NOON).with(RequestCourse.UNKNOWN, before);

    StepCounts after = step.with(before, before.and(RIGHT));

    assertThat(after.versions()).isEqualTo(before.and(RIGHT).counts());
    assertThat(after.of(CHAMPION).answered()).isEqualTo(1);
    assertThat(after.of(9)).isEqualTo(VersionCounts.NONE);
  }

  @Test
  void aShadowIsNotItsRequest() {
    for (Sighting sighting : List.of(ENDED, RIGHT)) {
      assertThat(sighting.isShadow()).isFalse();
      assertThat(sighting.shadow().isShadow()).isTrue();
      assertThat(sighting.shadow().request()).isNotEqualTo(sighting.request());
    }
  }

  @Test
  void comesBackFromItsBytes() {
    Sighting.Ended bare = new Sighting.Ended("acme/r", NOON, List.of(), Optional.empty());
    RequestCourse course = RequestCourse.UNKNOWN.and(ENDED).and(RIGHT);
    StepCounts counts = StepCounts.since(NOON).with(RequestCourse.UNKNOWN, course);

    for (Sighting sighting : List.of(ENDED, RIGHT, bare)) {
      assertThat(Packed.sighting(Packed.sighting(sighting))).isEqualTo(sighting);
    }
    assertThat(Packed.course(Packed.course(course))).isEqualTo(course);
    assertThat(Packed.course(Packed.course(RequestCourse.UNKNOWN.and(WRONG))))
        .isEqualTo(RequestCourse.UNKNOWN.and(WRONG));
    assertThat(Packed.counts(Packed.counts(counts))).isEqualTo(counts);
    assertThat(Packed.counts(Packed.counts(StepCounts.since(NOON))).versions()).isEqualTo(Map.of());
  }

  @Test
  void refusesBytesOfAFormThatIsNotKnown() {
    byte[] bytes = Packed.sighting(RIGHT);
    bytes[0] = 2;

    assertThatThrownBy(() -> Packed.sighting(bytes)).hasMessageContaining("form 2 is not known");
  }

  private static VersionCounts counts(RequestCourse course, int version) {
    return course.counts().getOrDefault(version, VersionCounts.NONE);
  }

  private static Sighting.Labelled labelled(String label, int secondsLater) {
    return new Sighting.Labelled("acme/r", label, NOON.plusSeconds(secondsLater));
  }
}
