package dev.millrace.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReadingProgressTest {

  private static final TopicPartition FIRST = new TopicPartition("predictions", 0);
  private static final TopicPartition SECOND = new TopicPartition("predictions", 1);

  private final FakeBrokers brokers = new FakeBrokers();
  private final ReadingProgress progress = new ReadingProgress(brokers);

  @Test
  void allIsCountedWhenEveryPartitionIsReadToWhereItEndedThen() {
    twoCheckpoints();
    progress.countedUntil(1_000);
    brokers.ends.remove().complete(Map.of(FIRST, 10L, SECOND, 5L));
    progress.countedUntil(2_000);
    brokers.groups.remove().complete(Map.of(FIRST, 10L));
    assertThat(progress.countedUntil(3_000)).isEmpty();
    brokers.groups.remove().complete(Map.of(FIRST, 12L, SECOND, 4L));
    assertThat(progress.countedUntil(4_000)).isEmpty();
    brokers.groups.remove().complete(Map.of(FIRST, 12L, SECOND, 5L));

    assertThat(progress.countedUntil(5_000)).as("when it asked for the ends").contains(1_000L);
  }

  @Test
  void asksForNewEndsEachTimeAndStaysWhereItIsWhileSomethingIsLeftToRead() {
    twoCheckpoints();
    progress.countedUntil(1_000);
    brokers.ends.remove().complete(Map.of(FIRST, 10L));
    progress.countedUntil(2_000);
    brokers.groups.remove().complete(Map.of(FIRST, 10L));
    progress.countedUntil(3_000);

    brokers.ends.remove().complete(Map.of(FIRST, 9_000L));
    for (long later = 4_000; later < 60_000; later += 1_000) {
      assertThat(progress.countedUntil(later)).contains(1_000L);
      brokers.groups.remove().complete(Map.of(FIRST, 10L));
    }
    assertThat(progress.countedUntil(60_000)).contains(1_000L);
    brokers.groups.remove().complete(Map.of(FIRST, 9_000L));

    assertThat(progress.countedUntil(61_000)).contains(3_000L);
  }

  @Test
  void doesNotBelieveWhatAnEarlierLifeHasCommitted() {
    progress.countedUntil(1_000);
    brokers.ends.remove().complete(Map.of(FIRST, 10L));
    progress.countedUntil(2_000);
    progress.checkpointed();
    progress.countedUntil(3_000);
    assertThat(brokers.groups).as("the group would say that all is read").isEmpty();

    progress.checkpointed();
    progress.countedUntil(4_000);
    brokers.groups.remove().complete(Map.of(FIRST, 10L));

    assertThat(progress.countedUntil(5_000)).contains(1_000L);
  }

  @Test
  void neverWaitsForAnAnswer() {
    twoCheckpoints();
    assertThat(progress.countedUntil(1_000)).isEmpty();
    assertThat(progress.countedUntil(2_000)).isEmpty();
    assertThat(brokers.ends).as("asked once").hasSize(1);

    brokers.ends.remove().complete(Map.of(FIRST, 10L));
    progress.countedUntil(3_000);
    assertThat(progress.countedUntil(4_000)).isEmpty();
    assertThat(brokers.groups).as("asked once").hasSize(1);
  }

  @Test
  void asksAgainAfterAFailure() {
    twoCheckpoints();
    progress.countedUntil(1_000);
    brokers.ends.remove().completeExceptionally(new IllegalStateException("no broker"));
    progress.countedUntil(2_000);
    brokers.groups.remove().complete(Map.of());
    assertThat(progress.countedUntil(3_000)).isEmpty();

    progress.countedUntil(4_000);
    brokers.ends.remove().complete(Map.of(FIRST, 10L));
    progress.countedUntil(5_000);
    brokers.groups.remove().complete(Map.of(FIRST, 10L));

    assertThat(progress.countedUntil(6_000)).contains(4_000L);
  }

  @Test
  void whereNothingWasThereNothingIsLeftToRead() {
    twoCheckpoints();
    progress.countedUntil(1_000);
    brokers.ends.remove().complete(Map.of());
    progress.countedUntil(2_000);
    brokers.groups.remove().complete(Map.of());

    assertThat(progress.countedUntil(3_000)).contains(1_000L);
  }

  private void twoCheckpoints() {
    progress.checkpointed();
    progress.checkpointed();
  }

  private static final class FakeBrokers implements ReadingProgress.Brokers {

    private final Queue<CompletableFuture<Map<TopicPartition, Long>>> ends = new ArrayDeque<>();
    private final Queue<CompletableFuture<Map<TopicPartition, Long>>> groups = new ArrayDeque<>();

    @Override
    public CompletableFuture<Map<TopicPartition, Long>> ends() {
      return asked(ends);
    }

    @Override
    public CompletableFuture<Map<TopicPartition, Long>> group() {
      return asked(groups);
    }

    @Override
    public void close() {
      // Nothing is open.
    }

    private static CompletableFuture<Map<TopicPartition, Long>> asked(
        Queue<CompletableFuture<Map<TopicPartition, Long>>> questions) {
      CompletableFuture<Map<TopicPartition, Long>> answer = new CompletableFuture<>();
      questions.add(answer);
      return answer;
    }
  }
}
