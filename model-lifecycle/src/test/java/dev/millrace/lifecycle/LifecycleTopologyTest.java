package dev.millrace.lifecycle;

import static dev.millrace.lifecycle.domain.run.Runs.NOON;
import static dev.millrace.lifecycle.domain.run.Runs.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.run.Change;
import dev.millrace.lifecycle.domain.run.Lineup;
import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.RunOrders;
import dev.millrace.lifecycle.domain.run.Runs;
import dev.millrace.record.Attempt;
import dev.millrace.record.Feedback;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.RunState;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTopologyTest {

  private static final int CHAMPION = 1;
  private static final int CANDIDATE = 2;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final RunWorld world = new RunWorld(new Kill(-1));
  private final Map<String, AvroCodec<?>> codecs = new HashMap<>();
  private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();
  private TopologyTestDriver driver;
  private boolean isClosed;
  private int requests;

  @BeforeEach
  void start(@TempDir Path folder) {
    RunDesk desk = world.desk();
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver =
        new TopologyTestDriver(
            LifecycleTopology.build(
                registry, world.topics, RunWorld.PACE.tick(), RunWorld.rounds(desk)),
            properties,
            NOON);
  }

  @AfterEach
  void stop() {
    if (!isClosed) {
      driver.close();
    }
  }

  @Test
  void promotesACandidateThatTrafficShowsToBeBetter() {
    send(Topics.RETRAINING_EVENTS, Runs.event("e", CHAMPION));
    until(RunState.SHADOW);
    for (int i = 0; i < 20; i++) {
      Prediction served = answered(CHAMPION, i % 2 == 0);
      send(Topics.PREDICTIONS, served);
      send(Topics.SHADOW_PREDICTIONS, shadow(served.getRequestId(), "bug"));
      label(served);
    }
    // An evaluation asks apart from the traffic, and is written into the same topic.
    send(Topics.SHADOW_PREDICTIONS, of("apart", CANDIDATE, "billing"));
    until(RunState.CANARY);
    assertThat(world.run().getReason())
        .isEqualTo("It serves 10 % of the keys: in the shadow it answered 20 of 20 requests.");

    traffic();
    tick();
    assertThat(world.run().getShare()).isEqualTo(1);
    traffic();
    tick();
    assertThat(world.run().getState()).isEqualTo(RunState.PROMOTED);
  }

  /** Else a share would be judged by what came at the one before, and a canary by its shadow. */
  @Test
  void whatWasSeenBeforeAShareOrInTheShadowDoesNotCountForIt() {
    send(Topics.RETRAINING_EVENTS, Runs.event("e", CHAMPION));
    until(RunState.SHADOW);
    Instant early = world.run().getSince().minusMillis(1);
    shadows();
    until(RunState.CANARY);
    for (int i = 0; i < 25; i++) {
      Prediction served = answered(CHAMPION, true);
      send(Topics.PREDICTIONS, served);
      label(served);
      send(Topics.SHADOW_PREDICTIONS, shadow(served.getRequestId(), "billing"));
      Prediction old = answered(CANDIDATE, false);
      old.setReceivedAt(early);
      send(Topics.PREDICTIONS, old);
      label(old);
    }
    tick();

    assertThat(world.run().getState()).isEqualTo(RunState.CANARY);
    assertThat(world.run().getShare()).isZero();
  }

  @Test
  void keepsAnEventUntilARunHasTakenIt() {
    send(Topics.RETRAINING_EVENTS, Runs.event("e", CHAMPION));
    send(Topics.RETRAINING_EVENTS, Runs.event("e", CHAMPION));
    assertThat(inbox()).isEqualTo(1);

    tick();
    tick();

    assertThat(inbox()).isZero();
    assertThat(world.run().getNumber()).isEqualTo(1);
  }

  /** Else two instances would pay for one evaluation after a rebalance. */
  @Test
  void nothingGoesOnWhereAnotherInstanceLooksFromNowOn() {
    send(Topics.RETRAINING_EVENTS, Runs.event("e", CHAMPION));
    world.work.obstacle = Optional.of("the endpoint was busy or away");
    until(RunState.EVALUATING);
    tick();
    assertThat(world.work.kept).hasSize(1);

    driver.close();
    isClosed = true;

    assertThat(world.work.kept).isEmpty();
  }

  @Test
  void keepsAnEventOfAVersionThatIsNotSeenAsChampionYet() {
    ModelVersion champion = world.topics.lineup(PIPELINE).champion().orElseThrow();
    world.topics.view =
        Optional.of(
            new Lineup(List.of(ModelVersion.newBuilder(champion).setVersion(CANDIDATE).build())));
    send(Topics.RETRAINING_EVENTS, Runs.event("e", CHAMPION));
    tick();
    assertThat(inbox()).isEqualTo(1);

    world.topics.view = Optional.empty();
    tick();
    tick();

    assertThat(inbox()).isZero();
    assertThat(world.run().getId()).isEqualTo("e");
  }

  @Test
  void nothingComesOfAnEventThatCannotBeRead() {
    driver
        .createInputTopic(
            Topics.RETRAINING_EVENTS.name(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(PIPELINE, new byte[] {1, 2, 3});
    tick();
    assertThat(world.topics.runs()).isEmpty();

    send(Topics.RETRAINING_EVENTS, Runs.event("e", CHAMPION));
    tick();

    assertThat(world.run().getId()).isEqualTo("e");
  }

  @Test
  void leavesNoStateBehind() throws IOException {
    send(Topics.RETRAINING_EVENTS, Runs.event("e", CHAMPION));
    until(RunState.SHADOW);
    shadows();
    until(RunState.CANARY);
    send(Topics.PREDICTIONS, answered(CHAMPION, true));
    var unused =
        world.topics.write(
            PIPELINE,
            "ann",
            (run, lineup) ->
                RunOrders.answer(run, new Order.Abort(), lineup, new Change("ann", world.now))
                        instanceof Order.Answer.Done done
                    ? Optional.of(done.turn())
                    : Optional.empty());
    tick();

    assertThat(world.run().getState()).isEqualTo(RunState.ABORTED);
    for (String store : List.of(EventInbox.NAME, RolloutCounts.COUNTS, RolloutCounts.COURSES)) {
      try (var all = driver.getKeyValueStore(store).all()) {
        assertThat(all.hasNext()).as(store).isFalse();
      }
    }
  }

  private void shadows() {
    for (int i = 0; i < 20; i++) {
      send(Topics.SHADOW_PREDICTIONS, shadow("shadow" + i, "bug"));
    }
  }

  /** The champion is right on every second, the candidate on all. */
  private void traffic() {
    for (int i = 0; i < 104; i++) {
      Prediction served = i % 2 == 0 ? answered(CHAMPION, i % 4 == 0) : answered(CANDIDATE, true);
      send(Topics.PREDICTIONS, served);
      label(served);
    }
  }

  private void until(RunState state) {
    for (int i = 0; i < 30; i++) {
      tick();
      if (world.topics.run(PIPELINE).filter(run -> run.getState() == state).isPresent()) {
        return;
      }
    }
    assertThat(world.run().getState()).isEqualTo(state);
  }

  private void tick() {
    world.now = world.now.plusSeconds(1);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
  }

  private long inbox() {
    return driver.getKeyValueStore(EventInbox.NAME).approximateNumEntries();
  }

  private Prediction answered(int version, boolean isRight) {
    return of("r" + requests++, version, isRight ? "bug" : "billing");
  }

  private void label(Prediction of) {
    send(
        Topics.FEEDBACK,
        Feedback.newBuilder()
            .setRequestId(of.getRequestId())
            .setTenant("acme")
            .setPipeline(PIPELINE)
            .setLabel("bug")
            .setSource("reviewer")
            .setObservedAt(NOON)
            .build());
  }

  private Prediction shadow(String requestId, String label) {
    Prediction shadow = of(requestId, CANDIDATE, label);
    shadow.setRoute(Route.SHADOW);
    return shadow;
  }

  private Prediction of(String requestId, int version, String label) {
    Instant now = world.now;
    return Prediction.newBuilder()
        .setRequestId(requestId)
        .setEventId("event-" + requestId)
        .setTenant("acme")
        .setPipeline(PIPELINE)
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(now)
        .setReceivedAt(now)
        .setCompletedAt(now.plusSeconds(1))
        .setLatencies(new Latencies(0L, 0L, 0L))
        .setOutcome(Outcome.ANSWERED)
        .setLabel(label)
        .setModelVersion(version)
        .setAttempts(
            List.of(
                Attempt.newBuilder()
                    .setNumber(1)
                    .setModelId("model-" + version)
                    .setModelVersion(version)
                    .setStartedAt(now)
                    .setLatencyMillis(100)
                    .setResult("ANSWERED")
                    .setUsage(new TokenUsage(10L, 1L, 0L, 0L, 0L))
                    .setCost(new BigDecimal("0.000001").setScale(12))
                    .build()))
        .build();
  }

  private <V extends SpecificRecord> void send(Topic<V> topic, V value) {
    @SuppressWarnings("unchecked") // Each topic has the codec of its own values.
    AvroCodec<V> codec =
        (AvroCodec<V>)
            codecs.computeIfAbsent(topic.name(), name -> new AvroCodec<>(topic, registry));
    inputs
        .computeIfAbsent(
            topic.name(),
            name ->
                driver.createInputTopic(name, new StringSerializer(), new ByteArraySerializer()))
        .pipeInput("key", codec.encode(value));
  }
}
