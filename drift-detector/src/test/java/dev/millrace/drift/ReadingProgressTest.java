package dev.millrace.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReadingProgressTest {

  private static final TopicPartition FIRST = new TopicPartition("predictions", 0);
  private static final TopicPartition SECOND = new TopicPartition("predictions", 1);

  private final Queue<CompletableFuture<Map<TopicPartition, OffsetAndMetadata>>> asked =
      new ArrayDeque<>();
  private final ReadingProgress progress =
      new ReadingProgress(
          Map.of(FIRST, 10L, SECOND, 5L),
          () -> {
            CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> answer =
                new CompletableFuture<>();
            asked.add(answer);
            return answer;
          },
          () -> {});

  @Test
  void hasCaughtUpWhenEveryPartitionIsReadToItsEnd() {
    answer(Map.of());
    answer(Map.of(FIRST, 10L));
    answer(Map.of(FIRST, 10L, SECOND, 4L));
    assertThat(progress.isCaughtUp()).isFalse();
    asked.remove().complete(offsets(Map.of(FIRST, 11L, SECOND, 5L)));

    assertThat(progress.isCaughtUp()).isTrue();
    assertThat(progress.isCaughtUp()).isTrue();
    assertThat(asked).as("asks no more").isEmpty();
  }

  @Test
  void neverWaitsForAnAnswer() {
    assertThat(progress.isCaughtUp()).isFalse();
    assertThat(progress.isCaughtUp()).isFalse();

    assertThat(asked).as("asked once").hasSize(1);
  }

  @Test
  void asksAgainAfterAFailure() {
    assertThat(progress.isCaughtUp()).isFalse();
    asked.remove().completeExceptionally(new IllegalStateException("no broker"));
    assertThat(progress.isCaughtUp()).isFalse();
    answer(Map.of(FIRST, 10L, SECOND, 5L));

    assertThat(progress.isCaughtUp()).isTrue();
  }

  @Test
  void whereNothingWasThereNothingIsLeftToRead() {
    assertThat(
            new ReadingProgress(
                    Map.of(),
                    () -> {
                      throw new AssertionError("nobody has to be asked");
                    },
                    () -> {})
                .isCaughtUp())
        .isTrue();
  }

  /** A question, and what comes of it. */
  private void answer(Map<TopicPartition, Long> at) {
    assertThat(progress.isCaughtUp()).isFalse();
    asked.remove().complete(offsets(at));
    progress.isCaughtUp();
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> at) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    at.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    return offsets;
  }
}
