package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.runtime.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.junit.jupiter.api.Test;

class LivesTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-26T12:00:00Z"));
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Health> told = new ArrayList<>();

  @Test
  void failsByAnErrorToo() {
    live(
        () -> {
          throw new StackOverflowError();
        });

    assertThat(told)
        .containsExactly(new Health.Failed("a defect of metrics-publisher: its log says which"));
  }

  @Test
  void failsWhereItIsFencedAgain() {
    live(this::beFenced, this::beFenced);

    assertThat(told).hasSize(2);
    assertThat(told.get(0)).isInstanceOf(Health.Impaired.class);
    assertThat(told.get(1))
        .isEqualTo(new Health.Failed("another metrics-publisher has taken over its work"));
  }

  @Test
  void beginsAnewWhereItIsFencedNowAndThen() {
    live(
        this::beFenced,
        () -> {
          clock.advance(Duration.ofMinutes(5));
          beFenced();
        },
        closing::countDown);

    assertThat(told).hasSize(2).hasOnlyElementsOfType(Health.Impaired.class);
  }

  private void live(Runnable... lives) {
    Iterator<Runnable> next = List.of(lives).iterator();
    new Lives("metrics-publisher", () -> next.next().run(), Duration.ZERO, clock, told::add)
        .live(closing);
  }

  private void beFenced() {
    throw new KafkaException(new InvalidProducerEpochException("stood still for too long"));
  }
}
