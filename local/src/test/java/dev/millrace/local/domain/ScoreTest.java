package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.prediction;
import static dev.millrace.local.domain.Records.requestId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.record.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScoreTest {

  private final Score score =
      new Score(Map.of(requestId("a"), "bug", requestId("b"), "billing", requestId("c"), "bug"));

  @Test
  void withoutTruthThereIsNoAccuracy() {
    score.add(prediction("unknown", Outcome.ANSWERED));

    assertThat(score.accuracy()).isEmpty();
    assertThat(score.size()).isEqualTo(1);
  }

  @Test
  void aRequestThatWasNotAnsweredIsNotRight() {
    score.add(prediction("a", Outcome.ANSWERED));
    score.add(prediction("b", Outcome.ANSWERED));
    score.add(prediction("c", Outcome.FAILED));

    assertThat(score.accuracy()).contains(new Accuracy(1, 3));
    assertThat(score.outcomes())
        .containsEntry(Outcome.ANSWERED, 2L)
        .containsEntry(Outcome.FAILED, 1L)
        .containsEntry(Outcome.BLOCKED, 0L);
  }

  @Test
  void aRequestCountsOnce() {
    score.add(prediction("a", Outcome.ANSWERED, Records.answered("call-1", 3)));
    score.add(prediction("a", Outcome.ANSWERED, Records.answered("call-1", 3)));

    assertThat(score.size()).isEqualTo(1);
    assertThat(score.tokens()).isEqualTo(new Score.Tokens(3, 0));
  }

  @Test
  void accuracyIsCutIntoSlicesOfTime() {
    score.add(prediction("a", Outcome.ANSWERED));
    score.add(prediction("b", Outcome.ANSWERED));

    assertThat(score.accuracyOverTime(Duration.ofSeconds(5)))
        .isEqualTo(List.of(new Score.Slice(Records.NOON, new Accuracy(1, 2))));
  }

  @Test
  void percentilesAreOfTheNearestRank() {
    assertThat(Percentiles.of(LongStream.rangeClosed(1, 200).boxed().toList()))
        .isEqualTo(new Percentiles(100, 190, 198));
    assertThat(Percentiles.of(List.of(7L))).isEqualTo(new Percentiles(7, 7, 7));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Percentiles.of(List.of()))
        .withMessage("percentiles need at least one value");
  }

  @Test
  void latencyIsThatOfTheWholeWay() {
    assertThat(score.latency()).isEmpty();

    score.add(prediction("a", Outcome.ANSWERED));

    assertThat(score.latency()).contains(new Percentiles(30, 30, 30));
  }
}
