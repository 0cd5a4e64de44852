package dev.millrace.ingestion.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.gateway.status.StatusWatch.Look;
import dev.millrace.ingestion.gateway.status.StatusWatch.Means;
import dev.millrace.platform.kafka.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StatusWatchTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Progress PROGRESS =
      new Progress(Map.of(new TopicPartition("raw-events", 0), 7L), List.of());

  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private final Queue<RuntimeException> surprises = new ConcurrentLinkedQueue<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final Queue<RuntimeException> failuresToOpen = new ArrayDeque<>();

  @Test
  void goesOnAfterWhatNobodyThoughtOfAndTellsItOnce() {
    IllegalStateException first = new IllegalStateException("a defect");
    failures.addAll(List.of(first, new IllegalStateException("a defect"), new Defect()));

    try (StatusWatch watch = watch()) {
      await().atMost(PATIENCE).until(() -> watch.status().at().isPresent());

      assertThat(watch.status().problem()).isEmpty();
      assertThat(surprises).containsExactly(first);
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void tellsItAgainAfterAGoodLook() {
    failures.add(new Defect());
    try (StatusWatch watch = watch()) {
      await().atMost(PATIENCE).until(() -> watch.status().at().isPresent());

      failures.add(new Defect());

      await().atMost(PATIENCE).until(() -> surprises.size() == 2);
    }
  }

  @Test
  void isNotSurprisedByBrokersThatAreAway() {
    failuresToOpen.add(new KafkaException("no broker has such a name"));
    failures.addAll(List.of(new TimeoutException("no answer"), new KafkaException("gone")));

    try (StatusWatch watch = watch()) {
      await().atMost(PATIENCE).until(() -> watch.status().at().isPresent());
    }
    assertThat(surprises).isEmpty();
    assertThat(opened).hasValue(1);
  }

  private StatusWatch watch() {
    StatusWatch watch =
        new StatusWatch(
            new Means(this::open, Duration.ofMillis(1), surprises::add, () -> NOON),
            new StatusBoard(List::of));
    watch.start();
    return watch;
  }

  private Look open() {
    RuntimeException failure = failuresToOpen.poll();
    if (failure != null) {
      throw failure;
    }
    opened.incrementAndGet();
    return new Look() {
      @Override
      public Progress progress() throws TimeoutException {
        Exception failure = failures.poll();
        if (failure instanceof TimeoutException away) {
          throw away;
        }
        if (failure instanceof RuntimeException defect) {
          throw defect;
        }
        return PROGRESS;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  /** Something that was not thought of. */
  private static final class Defect extends RuntimeException {

    private static final long serialVersionUID = 1;
  }
}
