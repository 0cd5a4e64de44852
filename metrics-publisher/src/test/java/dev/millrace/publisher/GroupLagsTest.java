package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.kafka.Progress;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupLagsTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  @Test
  void tellsOfTheFurthestBehindAndHowManyAreLeftOut() {
    List<Sample> samples = GroupLags.samples(progress(Progress.MOST_TOLD + 13), NOW);

    List<Sample> lags = of(Metric.CONSUMER_LAG, samples);
    assertThat(lags).hasSize(Progress.MOST_TOLD);
    assertThat(lags.get(0).series().labels())
        .isEqualTo(Map.of(Dimension.GROUP, "millrace-212", Dimension.TOPIC, "predictions"));
    assertThat(lags.get(0).value().intValue()).isEqualTo(212);
    assertThat(lags).allMatch(lag -> lag.value().intValue() >= 13);
    assertThat(of(Metric.LAGS_LEFT_OUT, samples))
        .singleElement()
        .satisfies(left -> assertThat(left.value().intValue()).isEqualTo(13));
  }

  @Test
  void saysThatNoneIsLeftOut() {
    List<Sample> samples = GroupLags.samples(progress(3), NOW);

    assertThat(of(Metric.CONSUMER_LAG, samples)).hasSize(3);
    assertThat(of(Metric.LAGS_LEFT_OUT, samples))
        .singleElement()
        .satisfies(left -> assertThat(left.value().signum()).isZero());
  }

  private static List<Sample> of(Metric metric, List<Sample> samples) {
    return samples.stream().filter(sample -> sample.series().metric() == metric).toList();
  }

  /** The n-th group is n behind. */
  private static Progress progress(int groups) {
    TopicPartition partition = new TopicPartition("predictions", 0);
    Map<TopicPartition, Long> ends = new HashMap<>();
    ends.put(partition, 1_000L);
    List<Progress.Group> all = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      all.add(new Progress.Group("millrace-" + i, Map.of(partition, 1_000L - i)));
    }
    return new Progress(ends, all);
  }
}
