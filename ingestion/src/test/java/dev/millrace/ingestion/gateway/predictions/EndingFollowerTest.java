package dev.millrace.ingestion.gateway.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EndingFollowerTest {

  private static final String TOPIC_ID = "topic id";

  /** A schema id that the registry does not know. */
  private static final byte[] OF_AN_UNKNOWN_SCHEMA = {0, 0, 0, 3, (byte) 231, 1};

  @TempDir private Path folder;
  private final FakeTopics topics = new FakeTopics(2);
  private final AwaitedEndings awaited = new AwaitedEndings();
  private final AtomicBoolean isAway = new AtomicBoolean();
  private final AtomicInteger askedInVain = new AtomicInteger();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** A registry that may be away. */
  private final class Registry implements SchemaRegistry {

    @Override
    public int register(String subject, Schema schema) {
      return topics.registry().register(subject, schema);
    }

    @Override
    public Schema schemaById(int id) {
      if (isAway.get()) {
        askedInVain.incrementAndGet();
        throw new RegistryException("the registry is away");
      }
      return topics.registry().schemaById(id);
    }
  }

  @AfterEach
  void stop() throws Exception {
    Collections.reverse(opened);
    for (AutoCloseable one : opened) {
      one.close();
    }
    assertThat(topics.open()).isZero();
  }

  @Test
  void tellsWhoWaitsAndRemembersForWhoComesLater() {
    PredictionIndex index = index();
    follow(index);
    CompletableFuture<Optional<Ending>> waiting = waitFor("1");

    topics.write(1, Ends.answered("1"));

    assertThat(waiting.join()).contains(Ends.untraced(Ends.answered("1")));
    assertThat(index.find("acme", id("1"))).contains(new PredictionIndex.Place(1, 0));
    assertThat(index.progress().orElseThrow().positions()).hasToString("1.1");
  }

  @Test
  void passesOverWhatItCannotReadAndTakesTheRest() {
    follow(index());
    CompletableFuture<Optional<Ending>> waiting = waitFor("1");

    topics.write(Topics.PREDICTIONS, 0, null);
    topics.write(Topics.PREDICTIONS, 0, new byte[] {1});
    topics.write(Topics.PREDICTIONS, 0, OF_AN_UNKNOWN_SCHEMA);
    topics.write(Topics.DEAD_LETTERS, 0, null);
    topics.write(Topics.DEAD_LETTERS, 0, new byte[] {1});
    topics.write(0, Ends.answered("1"));

    assertThat(waiting.join()).isPresent();
  }

  @Test
  void missesNothingWhileTheBrokersOrTheRegistryAreAway() {
    PredictionIndex index = index();
    follow(index);
    CompletableFuture<Optional<Ending>> first = waitFor("1");
    CompletableFuture<Optional<Ending>> second = waitFor("2");

    isAway.set(true);
    topics.write(0, Ends.answered("1"));
    await().until(() -> askedInVain.get() > 0);
    topics.breakDown();
    topics.write(1, Ends.answered("2"));
    await().until(() -> topics.failures() > 0);
    topics.mend();
    isAway.set(false);

    assertThat(first.join()).isPresent();
    assertThat(second.join()).isPresent();
    assertThat(index.find("acme", id("1"))).isPresent();
    assertThat(index.find("acme", id("2"))).isPresent();
  }

  @Test
  void missesNothingOfAPartitionThatIsAddedWhileTheRegistryIsAway() {
    PredictionIndex index = index();
    follow(index);
    isAway.set(true);
    topics.addPartitions(3);
    topics.write(2, Ends.answered("new"));

    // Each poll that brings something brings the next look nearer.
    await()
        .until(
            () -> {
              topics.write(Topics.PREDICTIONS, 0, null);
              return askedInVain.get() > 0;
            });
    isAway.set(false);

    await().until(() -> index.find("acme", id("new")).isPresent());
  }

  @Test
  void goesOnWhereTheIndexEndsAfterARestart() throws Exception {
    PredictionIndex index = index();
    EndingFollower follower = follow(index);
    topics.write(0, Ends.answered("1"));
    await().until(() -> index.find("acme", id("1")).isPresent());
    follower.close();
    index.close();
    opened.clear();

    topics.write(0, Ends.answered("2"));
    long before = topics.delivered();
    PredictionIndex again = index();
    EndingFollower next = follow(again);

    await().until(next::isCaughtUp);
    assertThat(again.find("acme", id("1"))).isPresent();
    assertThat(again.find("acme", id("2"))).contains(new PredictionIndex.Place(0, 1));
    assertThat(topics.delivered() - before).isEqualTo(1);
  }

  @Test
  void isCaughtUpOnlyWhenAllThatWasThereIsIndexed() {
    for (int i = 0; i < 1_000; i++) {
      topics.write(i % 2, Ends.answered("" + i));
    }
    PredictionIndex index = index();
    isAway.set(true);
    EndingFollower follower = follow(index);
    assertThat(follower.isCaughtUp()).isFalse();

    isAway.set(false);

    await().atMost(Duration.ofSeconds(30)).until(follower::isCaughtUp);
    for (int i = 0; i < 1_000; i++) {
      assertThat(index.find("acme", id("" + i))).isPresent();
    }
  }

  @Test
  void tellsWhyAnEventWasSetAside() {
    topics.write(Ends.setAside("0"));
    follow(index());
    CompletableFuture<Optional<Ending>> old =
        awaited.await("acme", id("0"), Duration.ofMillis(200)).toCompletableFuture();
    CompletableFuture<Optional<Ending>> waiting = waitFor("1");

    DeadLetter ofInference = Ends.setAside("1");
    ofInference.setStage(Stage.INFERENCE);
    DeadLetter ofNobody = Ends.setAside("1");
    ofNobody.setTenant(null);
    DeadLetter ofAnother = Ends.setAside("1");
    ofAnother.setTenant("other");
    topics.write(ofInference);
    topics.write(ofNobody);
    topics.write(ofAnother);
    topics.write(Ends.setAside("1"));

    assertThat(waiting.join())
        .contains(new Ending.SetAside("MISSING_VARIABLE", "the event has no text"));
    assertThat(old.join()).isEmpty();
  }

  private PredictionIndex index() {
    PredictionIndex index = PredictionIndex.open(folder, Duration.ofDays(30), progress -> true);
    opened.add(index);
    return index;
  }

  private EndingFollower follow(PredictionIndex index) {
    EndingFollower follower =
        new EndingFollower(topics.consumer(), TOPIC_ID, new Registry(), index, awaited);
    opened.add(follower);
    return follower;
  }

  private CompletableFuture<Optional<Ending>> waitFor(String eventId) {
    return awaited.await("acme", id(eventId), Duration.ofSeconds(30)).toCompletableFuture();
  }

  private static String id(String eventId) {
    return RequestId.of("acme", "letters", eventId);
  }
}
