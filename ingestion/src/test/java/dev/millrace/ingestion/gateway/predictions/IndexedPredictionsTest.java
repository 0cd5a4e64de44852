package dev.millrace.ingestion.gateway.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.gateway.predictions.KnownPredictions.Finding;
import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Entry;
import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Place;
import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Progress;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@SuppressWarnings("NullAway.Init")
class IndexedPredictionsTest {

  @TempDir private Path folder;
  private final FakeTopics topics = new FakeTopics(2);
  private final AtomicBoolean caughtUp = new AtomicBoolean(true);
  private final PredictionReader reader = new PredictionReader(() -> topics.consumer("none"));
  private PredictionIndex index;
  private IndexedPredictions known;

  @BeforeEach
  void open() {
    index = PredictionIndex.open(folder, Duration.ofDays(30), progress -> true);
    known =
        new IndexedPredictions(
            index, caughtUp::get, reader::read, new PredictionHeads(topics.registry()));
  }

  @Test
  void leavesPlacesToOtherTenants() {
    CountDownLatch blocked = new CountDownLatch(1);
    try (PredictionReader slow =
        new PredictionReader(
            () -> {
              try {
                blocked.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new KafkaException("nothing is read here");
            })) {
      Place place = new Place(0, 0);
      for (int i = 0; i < PredictionReader.MAX_OF_TENANT; i++) {
        assertThat(slow.read("acme", place).toCompletableFuture()).isNotDone();
      }

      assertThatThrownBy(() -> slow.read("acme", place))
          .isInstanceOf(RejectedExecutionException.class);
      assertThat(slow.read("other", place).toCompletableFuture()).isNotDone();
      blocked.countDown();
    }
  }

  @AfterEach
  void close() {
    reader.close();
    index.close();
    assertThat(topics.open()).isZero();
  }

  @Test
  void findsOneAmongMany() {
    for (int i = 0; i < 250; i++) {
      write(i % 2, Ends.answered("" + i), i / 2);
    }

    for (int i : new int[] {0, 249, 77, 77, 100}) {
      assertThat(find("acme", id("" + i)))
          .isEqualTo(new Finding.Found(Ends.untraced(Ends.answered("" + i))));
    }
    assertThat(topics.open()).isEqualTo(1);
  }

  @Test
  void tellsApartWhatIsNotThereAndWhatIsNotKnownYet() {
    write(0, Ends.answered("1"), 0);

    assertThat(find("acme", id("2"))).isEqualTo(new Finding.Absent());
    caughtUp.set(false);
    assertThat(find("acme", id("2"))).isEqualTo(new Finding.CatchingUp());
    assertThat(find("acme", id("1"))).isInstanceOf(Finding.Found.class);
  }

  /** The same answer in the same way: Kafka is not even asked. */
  @Test
  void answersForAnothersRequestAsForOneThatNeverWas() {
    write(0, Ends.answered("1"), 0);

    assertThat(find("other", id("1"))).isEqualTo(new Finding.Absent());
    assertThat(topics.delivered()).isZero();
  }

  @Test
  void hasNothingWhereKafkaHasDeletedIt() {
    write(0, Ends.answered("1"), 0);
    write(0, Ends.answered("2"), 1);
    topics.deleteBefore(0, 1);

    assertThat(find("acme", id("1"))).isEqualTo(new Finding.Absent());
    assertThat(find("acme", id("2"))).isInstanceOf(Finding.Found.class);
  }

  @Test
  void hasNothingWhereAnotherTookThePlace() {
    write(0, Ends.answered("1"), 0);
    index.add(
        List.of(new Entry("acme", id("2"), new Place(0, 0))),
        new Progress("topic", Positions.none().moved(0, 1)));
    topics.write(Topics.PREDICTIONS, 1, new byte[] {1});
    index.add(
        List.of(new Entry("acme", id("3"), new Place(1, 0))),
        new Progress("topic", Positions.none().moved(0, 1)));

    assertThat(find("acme", id("2"))).isEqualTo(new Finding.Absent());
    assertThat(find("acme", id("3"))).isEqualTo(new Finding.Absent());
  }

  @Test
  void failsWhereTheBrokersAreAwayAndGoesOnAfter() {
    write(0, Ends.answered("1"), 0);
    topics.breakDown();

    assertThatThrownBy(() -> find("acme", id("1"))).hasCauseInstanceOf(KafkaException.class);
    topics.mend();
    assertThat(find("acme", id("1"))).isInstanceOf(Finding.Found.class);
  }

  private Finding find(String tenant, String requestId) {
    return known.find(tenant, requestId).toCompletableFuture().join();
  }

  private void write(int partition, Prediction prediction, long offset) {
    topics.write(partition, prediction);
    index.add(
        List.of(
            new Entry(
                prediction.getTenant(), prediction.getRequestId(), new Place(partition, offset))),
        new Progress("topic", Positions.none().moved(partition, offset + 1)));
  }

  private static String id(String eventId) {
    return RequestId.of("acme", "letters", eventId);
  }
}
