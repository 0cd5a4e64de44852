package dev.millrace.publisher.domain.alarms;

import static dev.millrace.publisher.domain.alarms.SampleFigures.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Dimension;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandingsTest {

  private final Standings standings = new Standings(Alarm.CONSUMER_LAG);

  @Test
  void remembersNothingOfGroupsThatAreNotToldOfAnyMore() {
    for (int i = 0; i < 10_000; i++) {
      standings.take(
          SampleFigures.sample(
              BEGINNING.plusSeconds(i), Alarm.CONSUMER_LAG.metric(), labels("millrace-" + i), 5));
      standings.forgetBefore(BEGINNING.plusSeconds(i));
    }
    assertThat(standings.size())
        .as("those of one period")
        .isLessThanOrEqualTo((int) Alarm.CONSUMER_LAG.period().toSeconds() + 2);

    standings.forgetBefore(BEGINNING.plus(Duration.ofDays(1)));

    assertThat(standings.size()).isZero();
  }

  @Test
  void waitsForWhatAnEarlierLifeToldOfUntilItIsToldOf() {
    standings.await("millrace-a/raw-events");
    standings.await("millrace-b/raw-events");
    assertThat(standings.awaits("millrace-a/raw-events")).isTrue();
    assertThat(standings.awaits("millrace-c/raw-events")).as("nobody told of it").isFalse();

    standings.take(
        SampleFigures.sample(BEGINNING, Alarm.CONSUMER_LAG.metric(), labels("millrace-a"), 5));
    standings.awaitNoMore("millrace-b/raw-events");

    assertThat(standings.awaits("millrace-a/raw-events")).isFalse();
    assertThat(standings.awaits("millrace-b/raw-events")).isFalse();
  }

  private static Map<Dimension, String> labels(String group) {
    return Map.of(Dimension.GROUP, group, Dimension.TOPIC, "raw-events");
  }
}
