package dev.millrace.ingestion.gateway.quality;

import static dev.millrace.ingestion.gateway.quality.KnownQuality.accuracy;
import static dev.millrace.ingestion.gateway.spending.CostRecords.TEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.gateway.predictions.FakeTopics;
import dev.millrace.ingestion.gateway.windows.TopicFollower;
import dev.millrace.record.QualityMetric;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
class QualityIndexTest {

  private final FakeTopics topics = new FakeTopics(1);
  private final AvroCodec<QualityMetric> codec =
      new AvroCodec<>(Topics.QUALITY_METRICS, topics.registry());
  private QualityIndex index;

  @BeforeEach
  void open(@TempDir Path folder) {
    index = QualityIndex.open(folder, Duration.ofDays(30));
  }

  @AfterEach
  void close() {
    index.close();
  }

  @Test
  void givesFiguresInTheOrderOfTheirWindows() {
    add(accuracy("letters", minute(5)), accuracy("letters", minute(0)), accuracy("a", minute(5)));

    assertThat(read(minute(0), minute(10)))
        .extracting(QualityMetric::getPipeline)
        .containsExactly("letters", "a", "letters");
    assertThat(read(minute(0), minute(5))).hasSize(1);
    assertThat(read(minute(1), minute(5))).isEmpty();
  }

  @Test
  void theHighestRevisionCountsAndOfEqualOnesTheLater() {
    add(revision(3, 0.3), revision(2, 0.2));
    add(revision(1, 0.1));
    assertThat(read(minute(0), minute(1))).extracting(QualityMetric::getValue).containsExactly(0.3);

    add(revision(3, 0.4));
    assertThat(read(minute(0), minute(1))).extracting(QualityMetric::getValue).containsExactly(0.4);
  }

  @Test
  void keepsFiguresApartByAllThatTheyDifferIn() {
    add(
        accuracy("letters", TEN),
        changed(metric -> metric.setModelVersion(null)),
        changed(metric -> metric.setModelVersion(0)),
        changed(metric -> metric.setSegment("gold")),
        changed(metric -> metric.setFeature("gold")),
        changed(metric -> metric.setName("ece")),
        changed(metric -> metric.setWindowEnd(minute(6))));

    assertThat(read(minute(0), minute(1))).hasSize(7);
  }

  @Test
  void readsWhatThereIsAndThenWhatComes() {
    write(accuracy("letters", TEN));
    topics.write(Topics.QUALITY_METRICS, 0, new byte[] {1, 2, 3});
    try (TopicFollower<QualityMetric> follower =
        new TopicFollower<>(Topics.QUALITY_METRICS, topics.consumer(), codec, index::add)) {
      await().until(follower::isCaughtUp);
      assertThat(read(minute(0), minute(1))).hasSize(1);

      write(accuracy("letters", minute(5)));

      await().untilAsserted(() -> assertThat(read(minute(0), minute(9))).hasSize(2));
    }
  }

  @Test
  void showsWhatATenantHasForItselfOnceThatIsKnown() {
    add(accuracy("letters", TEN), accuracy("bills", TEN), accuracy("others", TEN));
    QualityQuery query =
        new QualityQuery(
            "acme",
            new QualityQuery.Filter(Optional.empty(), Optional.empty()),
            TEN,
            minute(5),
            10);

    Quality starting = new IndexedQuality(index, codec, Optional::empty, Runnable::run);
    Quality quality =
        new IndexedQuality(index, codec, () -> Optional.of(KnownQuality.tenants()), Runnable::run);
    Quality full =
        new IndexedQuality(
            index,
            codec,
            () -> Optional.of(KnownQuality.tenants()),
            task -> {
              throw new RejectedExecutionException("full");
            });

    assertThat(starting.find(query).toCompletableFuture().join()).isEmpty();
    assertThat(quality.find(query).toCompletableFuture().join().orElseThrow().figures())
        .extracting(QualityMetric::getPipeline)
        .containsExactly("letters");
    assertThat(full.find(query).toCompletableFuture()).isCompletedExceptionally();
  }

  private static Instant minute(int minute) {
    return TEN.plus(Duration.ofMinutes(minute));
  }

  private static QualityMetric revision(long revision, double value) {
    return changed(
        metric -> {
          metric.setRevision(revision);
          metric.setValue(value);
        });
  }

  private static QualityMetric changed(Consumer<QualityMetric> change) {
    QualityMetric metric = accuracy("letters", TEN);
    change.accept(metric);
    return metric;
  }

  private void add(QualityMetric... metrics) {
    index.add(
        List.of(metrics).stream()
            .map(metric -> new TopicFollower.Entry<>(metric, codec.encode(metric)))
            .toList());
  }

  private void write(QualityMetric metric) {
    topics.write(Topics.QUALITY_METRICS, 0, codec.encode(metric));
  }

  private List<QualityMetric> read(Instant from, Instant end) {
    List<QualityMetric> read = new ArrayList<>();
    index.read(from, end, value -> read.add(codec.decode(value)));
    return read;
  }
}
