package dev.millrace.ingestion.gateway.spending;

import static dev.millrace.ingestion.gateway.spending.CostRecords.TEN;
import static dev.millrace.ingestion.gateway.spending.CostRecords.hour;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.gateway.predictions.FakeTopics;
import dev.millrace.ingestion.gateway.spending.Spending.Costs.Finding;
import dev.millrace.ingestion.gateway.windows.TopicFollower;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
class CostFollowerTest {

  private final FakeTopics topics = new FakeTopics(1);
  private final AvroCodec<CostMetric> codec =
      new AvroCodec<>(Topics.COST_METRICS, topics.registry());
  private CostIndex index;

  @BeforeEach
  void open(@TempDir Path folder) {
    index = CostIndex.open(folder, Duration.ofDays(30));
  }

  @AfterEach
  void close() {
    index.close();
  }

  @Test
  void readsWhatThereIsAndThenWhatComes() {
    write(hour(TEN, "1"));
    try (TopicFollower<CostMetric> follower = follow()) {
      await().until(follower::isCaughtUp);
      assertThat(costs(follower)).containsExactly("1");

      write(hour(TEN.plus(Duration.ofHours(1)), "2"));
      write(hour(TEN, "3"));

      await().untilAsserted(() -> assertThat(costs(follower)).containsExactly("3", "2"));
    }
  }

  @Test
  void passesOverWhatCannotBeRead() {
    topics.write(Topics.COST_METRICS, 0, new byte[] {1, 2, 3});
    topics.write(Topics.COST_METRICS, 0, null);
    write(hour(TEN, "1"));

    try (TopicFollower<CostMetric> follower = follow()) {
      await().until(follower::isCaughtUp);
      assertThat(costs(follower)).containsExactly("1");
    }
  }

  @Test
  void goesOnWhenTheBrokersAreBack() {
    try (TopicFollower<CostMetric> follower = follow()) {
      topics.breakDown();
      await().until(() -> topics.failures() > 0);
      topics.mend();
      write(hour(TEN, "1"));

      await().untilAsserted(() -> assertThat(costs(follower)).containsExactly("1"));
    }
    assertThat(topics.open()).isZero();
  }

  @Test
  void tellsThatItCannotTellYet() {
    IndexedCosts costs = new IndexedCosts(index, codec, () -> false, Runnable::run);

    assertThat(costs.find(query()).toCompletableFuture().join())
        .isEqualTo(new Finding.CatchingUp());
  }

  @Test
  void failsWhereTooManyAsk() {
    IndexedCosts costs =
        new IndexedCosts(
            index,
            codec,
            () -> true,
            task -> {
              throw new RejectedExecutionException("full");
            });

    assertThat(costs.find(query()).toCompletableFuture()).isCompletedExceptionally();
  }

  private TopicFollower<CostMetric> follow() {
    return new TopicFollower<>(Topics.COST_METRICS, topics.consumer(), codec, index::add);
  }

  private void write(CostMetric metric) {
    topics.write(Topics.COST_METRICS, 0, codec.encode(metric));
  }

  private List<String> costs(TopicFollower<CostMetric> follower) {
    Finding finding =
        new IndexedCosts(index, codec, follower::isCaughtUp, Runnable::run)
            .find(query())
            .toCompletableFuture()
            .join();
    return ((Finding.Found) finding)
        .page().rows().stream()
            .map(row -> row.total().getCost())
            .map(BigDecimal::stripTrailingZeros)
            .map(BigDecimal::toPlainString)
            .toList();
  }

  private static CostQuery query() {
    return new CostQuery(
        "acme",
        new CostQuery.Filter(Optional.empty(), Optional.empty()),
        CostWindow.HOUR,
        TEN,
        TEN.plus(Duration.ofDays(1)),
        Set.of(Dimension.PIPELINE),
        10);
  }
}
