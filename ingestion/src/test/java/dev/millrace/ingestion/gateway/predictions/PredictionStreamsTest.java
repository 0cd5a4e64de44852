package dev.millrace.ingestion.gateway.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ingestion.gateway.predictions.PredictionStreams.Opening;
import dev.millrace.ingestion.gateway.predictions.SseBlocks.Block;
import dev.millrace.platform.http.ClientGoneException;
import dev.millrace.platform.http.HttpReply.Sink;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PredictionStreamsTest {

  private static final Set<Outcome> ALL = EnumSet.allOf(Outcome.class);
  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final FakeTopics topics = new FakeTopics(PARTITIONS);
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private PredictionStreams streams = streams(PATIENCE);

  /** A client that takes what it is given as soon as it may. */
  private static final class Client implements Sink {

    private final SseBlocks blocks = new SseBlocks();
    private boolean isSlow;
    private boolean gone;
    private int writes;
    private CompletableFuture<Void> taking = new CompletableFuture<>();

    @Override
    public synchronized CompletionStage<Void> write(ByteBuffer piece) {
      writes++;
      if (gone) {
        return CompletableFuture.failedFuture(new IOException("the connection is reset"));
      }
      blocks.add(UTF_8.decode(piece).toString());
      return isSlow ? taking : CompletableFuture.completedFuture(null);
    }

    synchronized void leave() {
      gone = true;
    }

    synchronized void slowDown() {
      isSlow = true;
    }

    synchronized void takeOne() {
      CompletableFuture<Void> taken = taking;
      taking = new CompletableFuture<>();
      taken.complete(null);
    }

    synchronized void hurry() {
      isSlow = false;
      taking.complete(null);
    }

    synchronized int writes() {
      return writes;
    }

    synchronized List<Block> blocks() {
      return blocks.all();
    }

    synchronized List<Block> events() {
      return blocks.events();
    }

    String lastId() {
      return blocks().get(blocks().size() - 1).id();
    }
  }

  private record Streaming(Client client, CompletableFuture<Void> body) {}

  @AfterEach
  void close() {
    streams.close();
    assertThat(topics.open()).isZero();
    assertThat(streams.size()).isZero();
  }

  @Test
  void streamsWhatIsAskedForFromNowOn() {
    topics.write(0, Ends.answered("before"));
    Streaming stream = stream(EnumSet.of(Outcome.FAILED, Outcome.ANSWERED), new StreamStart.Now());
    await().until(() -> stream.client().blocks().size() == 1);
    assertThat(stream.client().blocks().get(0).id()).isEqualTo("0.1-1.0-2.0");

    topics.write(0, Ends.answered("other", "letters", "1"));
    topics.write(0, Ends.answered("acme", "others", "1"));
    topics.write(0, ended("refused", Outcome.REFUSED));
    topics.write(Topics.PREDICTIONS, 0, new byte[] {1});
    topics.write(Topics.PREDICTIONS, 0, null);
    topics.write(0, ended("failed", Outcome.FAILED));
    topics.write(2, Ends.answered("answered"));

    await().until(() -> stream.client().events().size() == 2);
    assertThat(stream.client().events())
        .extracting(Block::event)
        .allSatisfy(event -> assertThat(event).contains("prediction"));
    assertThat(eventIds(stream.client())).containsExactlyInAnyOrder("failed", "answered");
    assertThat(stream.client().lastId()).isEqualTo("0.7-1.0-2.1");
  }

  /** Random logs, cut at every kind of place; what is read before and after is each thing once. */
  @Test
  void losesAndDoublesNothingWhereverItIsCutAndResumed() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int trial = 0; trial < 25; trial++) {
      FakeTopics some = new FakeTopics(1 + random.nextInt(4));
      List<String> expected = new ArrayList<>();
      int partitions = 1 + random.nextInt(4);
      some.addPartitions(partitions);
      for (int i = random.nextInt(400); i >= 0; i--) {
        int partition = random.nextInt(partitions);
        switch (random.nextInt(4)) {
          case 0 -> some.write(partition, Ends.answered("other", "letters", "" + i));
          case 1 -> some.write(Topics.PREDICTIONS, partition, new byte[] {2});
          default -> {
            some.write(partition, Ends.answered("" + i));
            expected.add("" + i);
          }
        }
      }
      try (PredictionStreams many = streams(some, new StreamLimits(500, 500), PATIENCE)) {
        List<String> read = new ArrayList<>();
        StreamStart start = new StreamStart.Beginning();
        while (read.size() < expected.size()) {
          Streaming stream = stream(many, ALL, start);
          int wanted = Math.min(expected.size() - read.size(), 1 + random.nextInt(150));
          await()
              .pollInterval(Duration.ofMillis(2))
              .until(() -> stream.client().events().size() >= wanted);
          Block last = stream.client().events().get(wanted - 1);
          stream.client().leave();
          read.addAll(eventIds(stream.client()).subList(0, wanted));
          start = new StreamStart.After(Positions.parse(last.id()).orElseThrow());
        }
        assertThat(read)
            .as("seed %s, trial %s", seed, trial)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
      assertThat(some.open()).isZero();
    }
  }

  @Test
  void resumesBehindABlockWithoutAnEvent() {
    Streaming first = stream(ALL, new StreamStart.Now());
    await().until(() -> first.client().blocks().size() == 1);
    first.client().leave();

    topics.write(1, Ends.answered("meanwhile"));
    Positions last = Positions.parse(first.client().lastId()).orElseThrow();
    Streaming second = stream(ALL, new StreamStart.After(last));

    await().until(() -> second.client().events().size() == 1);
    assertThat(eventIds(second.client())).containsExactly("meanwhile");
  }

  @Test
  void goesOnFromTheOldestWhereItsPlaceIsDeletedOrNeverWas() {
    for (int i = 0; i < 10; i++) {
      topics.write(0, Ends.answered("0-" + i));
      topics.write(1, Ends.answered("1-" + i));
    }
    topics.write(2, Ends.answered("2-0"));
    topics.deleteBefore(0, 8);

    Streaming stream =
        stream(ALL, new StreamStart.After(Positions.parse("0.3-1.9-2.7-9.1").orElseThrow()));

    await().until(() -> stream.client().events().size() == 4);
    assertThat(eventIds(stream.client())).containsExactlyInAnyOrder("0-8", "0-9", "1-9", "2-0");
  }

  @Test
  void beginsAPartitionThatIsNewAtItsBeginning() {
    topics.write(0, Ends.answered("old"));
    topics.addPartitions(PARTITIONS + 1);
    topics.write(PARTITIONS, Ends.answered("new"));

    Streaming stream =
        stream(ALL, new StreamStart.After(Positions.parse("0.1-1.0-2.0").orElseThrow()));

    await().until(() -> stream.client().events().size() == 1);
    assertThat(eventIds(stream.client())).containsExactly("new");
  }

  @Test
  void takesInAPartitionThatIsAddedMeanwhile() {
    Streaming stream = stream(ALL, new StreamStart.Now());
    await().until(() -> stream.client().blocks().size() == 1);
    topics.addPartitions(PARTITIONS + 1);
    topics.write(PARTITIONS, Ends.answered("new"));

    // Each poll that brings something brings the next look nearer.
    await()
        .until(
            () -> {
              topics.write(0, Ends.answered("other", "letters", "1"));
              return stream.client().events().size() == 1;
            });
    assertThat(stream.client().events().get(0).id()).endsWith("-3.1");
  }

  @Test
  void readsOnOnlyWhenTheClientHasTakenWhatIsRead() {
    byte[] value = topics.encoded(Ends.answered("1"));
    for (int i = 0; i < 5_000; i++) {
      topics.write(Topics.PREDICTIONS, 0, value);
    }
    Client client = new Client();
    client.slowDown();
    Streaming stream = stream(streams, ALL, new StreamStart.Beginning(), client);

    await().until(() -> client.writes() == 1);
    for (int i = 2; i < 10; i++) {
      int next = i;
      client.takeOne();
      await().until(() -> client.writes() == next);
      assertThat(topics.delivered()).isLessThanOrEqualTo((long) next * FakeTopics.MAX_POLL_RECORDS);
    }
    client.hurry();
    await().atMost(Duration.ofSeconds(30)).until(() -> client.events().size() == 5_000);
    assertThat(stream.body()).isNotDone();
  }

  @Test
  void endsWhereTheClientTakesNothingForTooLong() {
    streams.close();
    streams = streams(Duration.ofMillis(100));
    Client client = new Client();
    client.slowDown();
    Streaming stream = stream(streams, ALL, new StreamStart.Now(), client);

    assertThatThrownBy(stream.body()::join)
        .hasCauseInstanceOf(ClientGoneException.class)
        .hasMessageContaining("the client took nothing for PT0.1S");
    await().until(() -> topics.open() == 0 && streams.size() == 0);
  }

  @Test
  void givesASignOfLifeAndNoticesThatNobodyIsThere() {
    Streaming stream = stream(ALL, new StreamStart.Now());
    await().until(() -> stream.client().blocks().size() == 1);
    topics.write(0, Ends.answered("other", "letters", "1"));

    now.updateAndGet(instant -> instant.plusSeconds(15));
    await().until(() -> stream.client().blocks().size() == 2);
    assertThat(stream.client().events()).isEmpty();

    stream.client().leave();
    now.updateAndGet(instant -> instant.plusSeconds(15));
    assertThatThrownBy(stream.body()::join).hasCauseInstanceOf(IOException.class);
    await().until(() -> topics.open() == 0 && streams.size() == 0);
  }

  @Test
  void endsInOrderWhenTheServerStops() {
    Streaming idle = stream(ALL, new StreamStart.Now());
    Client slow = new Client();
    slow.slowDown();
    Streaming stuck = stream(streams, ALL, new StreamStart.Now(), slow);
    await().until(() -> idle.client().blocks().size() == 1 && slow.writes() == 1);

    streams.close();

    assertThat(idle.body()).isCompleted();
    assertThat(stuck.body()).isCompletedExceptionally();
    assertThat(topics.open()).isZero();
    Opening.Opened late = (Opening.Opened) streams.open(query("acme", new StreamStart.Now()));
    assertThat(late.body().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void breaksOffWhereKafkaFailsSoThatTheClientComesAgain() {
    Streaming stream = stream(ALL, new StreamStart.Now());
    await().until(() -> stream.client().blocks().size() == 1);

    topics.breakDown();

    assertThatThrownBy(stream.body()::join).hasCauseInstanceOf(KafkaException.class);
    Opening.Opened late = (Opening.Opened) streams.open(query("acme", new StreamStart.Now()));
    assertThatThrownBy(late.body().toCompletableFuture()::join)
        .hasCauseInstanceOf(KafkaException.class);
    topics.mend();
  }

  @Test
  void keepsToItsLimitsInAllAndForEachTenant() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      clients.add(stream(ALL, new StreamStart.Now()).client());
    }

    assertThat(streams.open(query("acme", new StreamStart.Now())))
        .isEqualTo(
            new Opening.Full(
                "this tenant has 2 streams open, as many as it may: end one of them, or let several"
                    + " readers share one"));
    assertThat(streams.open(query("other", new StreamStart.Now())))
        .isInstanceOf(Opening.Opened.class);
    assertThat(streams.open(query("third", new StreamStart.Now())))
        .isEqualTo(
            new Opening.Full("the gateway has as many streams open as it can: try again later"));

    await().until(() -> clients.get(0).writes() == 1);
    clients.get(0).leave();
    now.updateAndGet(instant -> instant.plusSeconds(15));
    await().until(() -> streams.size() == 2);
    assertThat(streams.open(query("acme", new StreamStart.Now())))
        .isInstanceOf(Opening.Opened.class);
  }

  private PredictionStreams streams(Duration patience) {
    return streams(topics, new StreamLimits(3, 2), patience);
  }

  private PredictionStreams streams(FakeTopics of, StreamLimits limits, Duration patience) {
    return new PredictionStreams(
        of::consumer,
        of.registry(),
        limits,
        new StreamPace(Duration.ofSeconds(15), patience, now::get));
  }

  private Streaming stream(Set<Outcome> outcomes, StreamStart start) {
    return stream(streams, outcomes, start);
  }

  private static Streaming stream(
      PredictionStreams streams, Set<Outcome> outcomes, StreamStart start) {
    return stream(streams, outcomes, start, new Client());
  }

  private static Streaming stream(
      PredictionStreams streams, Set<Outcome> outcomes, StreamStart start, Client client) {
    Opening.Opened opened =
        (Opening.Opened)
            streams.open(new StreamQuery("acme", "letters", outcomes, start, () -> true));
    return new Streaming(
        client, opened.body().toCompletableFuture().join().apply(client).toCompletableFuture());
  }

  private static StreamQuery query(String tenant, StreamStart start) {
    return new StreamQuery(tenant, "letters", ALL, start, () -> true);
  }

  private static Prediction ended(String eventId, Outcome outcome) {
    Prediction prediction = Ends.answered(eventId);
    prediction.setOutcome(outcome);
    return prediction;
  }

  private static List<String> eventIds(Client client) {
    return client.events().stream().map(Block::data).map(PredictionStreamsTest::eventId).toList();
  }

  private static String eventId(String json) {
    try {
      JsonNode prediction = new JsonMapper().readTree(json);
      return prediction.path("eventId").asText();
    } catch (IOException e) {
      throw new AssertionError("this is no JSON: " + json, e);
    }
  }
}
