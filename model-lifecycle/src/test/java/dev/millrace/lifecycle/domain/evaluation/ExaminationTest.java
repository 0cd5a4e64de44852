package dev.millrace.lifecycle.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.evaluation.Verdict.Accepted;
import dev.millrace.lifecycle.domain.evaluation.Verdict.NotEnough;
import dev.millrace.lifecycle.domain.evaluation.Verdict.Reason;
import dev.millrace.lifecycle.domain.evaluation.Verdict.Rejected;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExaminationTest {

  private static final GateTerms TERMS = GateTerms.usual(0);

  private final List<PairedAnswers> pairs = new ArrayList<>();
  private final Set<String> recent = new HashSet<>();
  private boolean isRecent;

  @Test
  void rejectsAModelOfYesterdaysWorld() {
    old();
    add(28, true, true);
    add(10, true, false);
    add(2, false, false);

    Examination examination = examine();

    assertThat(examination.verdict())
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(Reason.SEGMENT_WORSE);
              assertThat(rejected.segment()).contains("recent traffic");
              assertThat(rejected.detail())
                  .isEqualTo(
                      "on recent traffic the candidate is right on 70.0 % of 40 examples and the"
                          + " champion on 95.0 %: p = 0.000977");
              assertThat(rejected.figures().whole().examples()).isEqualTo(200);
            });
    assertThat(examination.metrics())
        .as("of both the whole and its recent part")
        .containsEntry("examples", 200.0)
        .containsEntry("recentExamples", 40.0)
        .containsEntry("recentAccuracyGain", -0.25);
  }

  @Test
  void saysNothingOfTooFewRecentExamples() {
    old();
    add(19, true, true);
    add(10, true, false);
    assertThat(examine().verdict()).isInstanceOf(Accepted.class);
    assertThat(examine().metrics())
        .containsEntry("recentExamples", 29.0)
        .doesNotContainKey("recentAccuracyGain");

    add(1, true, true);
    assertThat(examine().verdict()).isInstanceOf(Rejected.class);
  }

  @Test
  void acceptsWhoIsAsGoodOnRecentTraffic() {
    old();
    add(38, true, true);
    add(2, true, false);

    Examination examination = examine();

    assertThat(examination.verdict()).as("two losses may be chance").isInstanceOf(Accepted.class);
    assertThat(examination.metrics()).containsEntry("recentAccuracyGain", -0.05);
  }

  @Test
  void leavesTheVerdictOfWhoIsRejectedAnyway() {
    add(110, true, true);
    add(20, true, false);
    isRecent = true;
    add(40, true, true);

    Examination examination = examine();

    assertThat(examination.verdict())
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.LESS_ACCURATE));
    assertThat(examination.metrics())
        .containsEntry("examples", 170.0)
        .containsEntry("recentAccuracyGain", 0.0);
  }

  @Test
  void hasNoFiguresOfTooFewExamples() {
    isRecent = true;
    add(99, true, true);

    Examination examination = examine();

    assertThat(examination.verdict()).isEqualTo(new NotEnough(1));
    assertThat(examination.metrics())
        .containsOnlyKeys("recentExamples", "recentAccuracyGain")
        .containsEntry("recentExamples", 99.0);
  }

  /** The candidate is better on the whole; what comes next is recent. */
  private void old() {
    add(100, true, true);
    add(60, false, true);
    isRecent = true;
  }

  private Examination examine() {
    return Examination.of(pairs, recent, TERMS);
  }

  private void add(int times, boolean champion, boolean candidate) {
    for (int i = 0; i < times; i++) {
      String id = "request-" + pairs.size();
      pairs.add(
          new PairedAnswers(
              new Example(id, "bug", Optional.empty()), answer(champion), answer(candidate)));
      if (isRecent) {
        recent.add(id);
      }
    }
  }

  private static ModelAnswer answer(boolean right) {
    return new ModelAnswer(
        Optional.of(right ? "bug" : "billing"), Optional.of(new BigDecimal("0.000002")), 100);
  }
}
