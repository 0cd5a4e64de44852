package dev.millrace.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.rollout.Packed;
import dev.millrace.lifecycle.domain.rollout.Sighting;
import dev.millrace.lifecycle.domain.rollout.StepCounts;
import dev.millrace.lifecycle.domain.rollout.VersionCounts;
import dev.millrace.record.Attempt;
import dev.millrace.record.Feedback;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutCountsTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final String PIPELINE = "tickets";
  private static final int CHAMPION = 1;
  private static final int CANARY = 2;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<Prediction> predictions = new AvroCodec<>(Topics.PREDICTIONS, registry);
  private final AvroCodec<Feedback> feedback = new AvroCodec<>(Topics.FEEDBACK, registry);
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> ended;
  private TestInputTopic<String, byte[]> labelled;

  @BeforeEach
  void start(@TempDir Path folder) {
    StreamsBuilder builder = new StreamsBuilder();
    RolloutCounts.addStores(builder);
    RolloutFeed.in(builder, registry, PIPELINE::equals)
        .process(Counter::new, Named.as("count"), RolloutCounts.COUNTS, RolloutCounts.COURSES);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    // As in production; besides, no checkpoint is written to the disk after each record.
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver = new TopologyTestDriver(builder.build(), properties, NOON);
    ended =
        driver.createInputTopic(
            Topics.PREDICTIONS.name(), new StringSerializer(), new ByteArraySerializer());
    labelled =
        driver.createInputTopic(
            Topics.FEEDBACK.name(), new StringSerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void countsWhatVersionsWereAskedAndWhatIsTrue() {
    begin();
    take(answered("a", CHAMPION, "bug"));
    take(answered("b", CANARY, "bug"));
    take(label("a", "bug", NOON));
    take(label("b", "billing", NOON));
    take(answered("c", CANARY, "bug"));

    assertThat(counts(CHAMPION))
        .extracting(VersionCounts::answered, VersionCounts::labelled, VersionCounts::correct)
        .containsExactly(1L, 1L, 1L);
    VersionCounts canary = counts(CANARY);
    assertThat(canary)
        .extracting(VersionCounts::answered, VersionCounts::labelled, VersionCounts::correct)
        .containsExactly(2L, 1L, 0L);
    assertThat(canary.cost().sum()).isEqualTo(BigInteger.valueOf(2_000_000));
    assertThat(canary.latencyMillis().sum()).isEqualTo(BigInteger.valueOf(200));
  }

  /** The champion stood in: the terminal record alone does not tell that the canary failed. */
  @Test
  void aVersionThatWasAskedInVainHasFailed() {
    begin();
    take(
        terminal("a", NOON)
            .setOutcome(Outcome.ANSWERED)
            .setLabel("bug")
            .setModelVersion(CHAMPION)
            .setAttempts(List.of(failedAttempt(CANARY), attempt(CHAMPION)))
            .build());

    assertThat(counts(CANARY))
        .extracting(VersionCounts::answered, VersionCounts::failed)
        .containsExactly(0L, 1L);
    assertThat(counts(CHAMPION))
        .extracting(VersionCounts::answered, VersionCounts::failed)
        .containsExactly(1L, 0L);
  }

  /** Else a canary that nobody may ask would look as good as one that nobody needed. */
  @Test
  void aVersionThatBudgetsDidNotLetBeAskedHasFailed() {
    begin();
    take(
        terminal("a", NOON)
            .setOutcome(Outcome.REFUSED)
            .setCause("UNPRICED")
            .setRefusedVersion(CANARY)
            .build());
    take(terminal("b", NOON).setOutcome(Outcome.REFUSED).setCause("KILLED").build());

    assertThat(counts(CANARY))
        .extracting(VersionCounts::answered, VersionCounts::failed)
        .containsExactly(0L, 1L);
    assertThat(counts(CANARY).latencyMillis().count()).as("it took no time").isZero();
    assertThat(counts(CHAMPION)).isEqualTo(VersionCounts.NONE);
  }

  @Test
  void leavesOutWhatWasReceivedBeforeTheStepAndWhatNobodyWasAskedFor() {
    begin();
    take(
        terminal("early", NOON.minusMillis(1))
            .setOutcome(Outcome.ANSWERED)
            .setModelVersion(CHAMPION)
            .setAttempts(List.of(attempt(CHAMPION)))
            .build());
    take(terminal("cached", NOON).setOutcome(Outcome.ANSWERED).setLabel("bug").build());

    assertThat(step().orElseThrow().versions()).isEmpty();
  }

  @Test
  void theNewestLabelCountsAndThatOfAnotherTenantDoesNot() {
    begin();
    take(label("a", "bug", NOON.plusSeconds(2)));
    take(answered("a", CANARY, "bug"));
    take(label("a", "billing", NOON.plusSeconds(1)));
    Feedback foreign = label("a", "billing", NOON.plusSeconds(9));
    foreign.setTenant("somebody-else");
    take(foreign);
    assertThat(counts(CANARY).correct()).isEqualTo(1);

    take(label("a", "billing", NOON.plusSeconds(3)));
    assertThat(counts(CANARY))
        .extracting(VersionCounts::labelled, VersionCounts::correct)
        .containsExactly(1L, 0L);
  }

  @Test
  void anyOrderAndCopiesGiveTheSameCounts() {
    long seed = 5;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<SpecificRecord> records = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      records.add(answered("r-" + i, i % 4 == 0 ? CANARY : CHAMPION, i % 3 == 0 ? "bug" : "ask"));
      records.add(label("r-" + i, "bug", NOON.plusSeconds(random.nextInt(5))));
      records.add(label("r-" + i, i % 5 == 0 ? "ask" : "bug", NOON.plusSeconds(2)));
    }
    begin();
    records.forEach(this::take);
    StepCounts first = step().orElseThrow();
    for (int i = 0; i < 2; i++) {
      Collections.shuffle(records, random);
      begin();
      records.forEach(this::take);
      records.subList(0, 15).forEach(this::take);

      assertThat(step()).contains(first);
    }
  }

  @Test
  void nothingIsKeptWhenTheStepEnds() {
    begin();
    for (int i = 0; i < 2500; i++) {
      counter().take(PIPELINE, Sighting.of(label("r-" + i, "bug", NOON)).orElseThrow());
    }
    counter().end(PIPELINE);
    take(answered("late", CANARY, "bug"));

    assertThat(step()).isEmpty();
    assertThat(this.<byte[]>store(RolloutCounts.COURSES).approximateNumEntries()).isZero();
  }

  @Test
  void passesOverWhatCannotBeRead() {
    begin();
    ended.pipeInput("key", new byte[] {1, 2, 3});
    take(answered("a", CHAMPION, "bug"));

    assertThat(counts(CHAMPION).answered()).isEqualTo(1);
  }

  @Test
  void countsComeBackFromTheirBytes() {
    begin();
    take(answered("a", CHAMPION, "bug"));
    StepCounts step = step().orElseThrow();

    assertThat(Packed.counts(Packed.counts(step))).isEqualTo(step);
  }

  /** Takes what the feed passes on, as the controller does. */
  private static final class Counter extends ContextualProcessor<String, byte[], Void, Void> {

    @Override
    public void process(Record<String, byte[]> record) {
      new RolloutCounts(
              context().getStateStore(RolloutCounts.COUNTS),
              context().getStateStore(RolloutCounts.COURSES))
          .take(record.key(), Packed.sighting(record.value()));
    }
  }

  private void begin() {
    counter().begin(PIPELINE, NOON);
  }

  private RolloutCounts counter() {
    return new RolloutCounts(store(RolloutCounts.COUNTS), store(RolloutCounts.COURSES));
  }

  private <V> KeyValueStore<String, V> store(String name) {
    return driver.getKeyValueStore(name);
  }

  private Optional<StepCounts> step() {
    return counter().of(PIPELINE);
  }

  private VersionCounts counts(int version) {
    return step().orElseThrow().of(version);
  }

  private void take(SpecificRecord record) {
    if (record instanceof Prediction prediction) {
      ended.pipeInput("key", predictions.encode(prediction));
    } else if (record instanceof Feedback told) {
      labelled.pipeInput(told.getRequestId(), feedback.encode(told));
    } else {
      throw new AssertionError(record);
    }
  }

  private static Prediction answered(String requestId, int version, String label) {
    return terminal(requestId, NOON)
        .setOutcome(Outcome.ANSWERED)
        .setLabel(label)
        .setModelVersion(version)
        .setAttempts(Arrays.asList(attempt(version)))
        .build();
  }

  private static Prediction.Builder terminal(String requestId, Instant receivedAt) {
    return Prediction.newBuilder()
        .setRequestId(requestId)
        .setEventId("event-" + requestId)
        .setTenant("acme")
        .setPipeline(PIPELINE)
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(receivedAt)
        .setReceivedAt(receivedAt)
        .setCompletedAt(receivedAt.plusSeconds(1))
        .setLatencies(new Latencies(0L, 0L, 0L));
  }

  private static Attempt attempt(int version) {
    return Attempt.newBuilder()
        .setNumber(1)
        .setModelId("model-" + version)
        .setModelVersion(version)
        .setStartedAt(NOON)
        .setLatencyMillis(100)
        .setResult("ANSWERED")
        .setUsage(new TokenUsage(10L, 1L, 0L, 0L, 0L))
        .setCost(new BigDecimal("0.000001").setScale(12))
        .build();
  }

  private static Attempt failedAttempt(int version) {
    return Attempt.newBuilder(attempt(version))
        .setResult("UNAVAILABLE")
        .setUsage(null)
        .setCost(null)
        .build();
  }

  private static Feedback label(String requestId, String label, Instant at) {
    return Feedback.newBuilder()
        .setRequestId(requestId)
        .setTenant("acme")
        .setPipeline(PIPELINE)
        .setLabel(label)
        .setSource("reviewer")
        .setObservedAt(at)
        .build();
  }
}
