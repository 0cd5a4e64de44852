package dev.millrace.lifecycle.judge;

import static dev.millrace.lifecycle.judge.JudgeWorld.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.record.Attempt;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JudgeState;
import dev.millrace.record.JudgeVerdict;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prediction;
import dev.millrace.record.Prompt;
import dev.millrace.record.Task;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

class JudgeTopologyTest {

  private static final Duration TICK = Duration.ofSeconds(1);

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final Map<String, AvroCodec<?>> codecs = new HashMap<>();
  private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();
  private final List<Exchange> told = new ArrayList<>();
  private Optional<PipelineSpec> spec = Optional.of(JudgeWorld.spec(JudgeWorld.SPEC));
  private TopologyTestDriver driver;

  @BeforeEach
  void start(@TempDir Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver =
        new TopologyTestDriver(
            JudgeTopology.build(
                registry,
                new JudgeTopology.Terms(
                    pipeline -> spec.filter(known -> known.getPipeline().equals(pipeline)),
                    TICK,
                    Duration.ofHours(1)),
                told::addAll),
            properties,
            NOON);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void tellsOfRequestsWithTheirAnswersUntilThereIsAVerdict() {
    send(Topics.INFERENCE_REQUESTS, request("r", "letters"));
    assertThat(tick()).isEmpty();
    send(Topics.PREDICTIONS, prediction("r", "letters", Outcome.ANSWERED));

    assertThat(tick())
        .containsExactly(
            new Exchange(
                "r",
                "acme",
                "letters",
                Optional.of("Answer the letter."),
                "Where is it?",
                "On its way.",
                NOON));
    assertThat(tick()).as("until somebody has begun").hasSize(1);
    send(Topics.JUDGE_VERDICTS, verdict("r"));
    assertThat(tick()).isEmpty();
    assertThat(entries()).as("nothing is left").isZero();
  }

  @Test
  void theAnswerMayComeFirst() {
    send(Topics.PREDICTIONS, prediction("r", "letters", Outcome.ANSWERED));
    assertThat(tick()).isEmpty();
    send(Topics.INFERENCE_REQUESTS, request("r", "letters"));

    assertThat(tick()).extracting(Exchange::requestId).containsExactly("r");
  }

  @Test
  void aRequestThatWasNotAnsweredIsForgotten() {
    send(Topics.INFERENCE_REQUESTS, request("r", "letters"));
    send(Topics.PREDICTIONS, prediction("r", "letters", Outcome.FAILED));

    assertThat(tick()).isEmpty();
    assertThat(entries()).isZero();
  }

  @Test
  void takesTheSampleAlone() {
    spec = Optional.of(JudgeWorld.spec(JudgeWorld.SPEC.replace("sample: 1", "sample: 0.2")));
    for (int i = 0; i < 20; i++) {
      send(Topics.INFERENCE_REQUESTS, request("r" + i, "letters"));
      send(Topics.PREDICTIONS, prediction("r" + i, "letters", Outcome.ANSWERED));
      send(Topics.INFERENCE_REQUESTS, request("o" + i, "others"));
      send(Topics.PREDICTIONS, prediction("o" + i, "others", Outcome.ANSWERED));
    }

    assertThat(tick())
        .hasSizeBetween(1, 12)
        .allMatch(exchange -> exchange.pipeline().equals("letters"));
  }

  @Test
  void allHaveTheirTurnThoughTheFirstOnesStay() {
    for (int i = 0; i < 70; i++) {
      send(Topics.INFERENCE_REQUESTS, request("r" + i, "letters"));
      send(Topics.PREDICTIONS, prediction("r" + i, "letters", Outcome.ANSWERED));
    }

    List<Exchange> seen = new ArrayList<>(tick());
    seen.addAll(tick());

    assertThat(seen).extracting(Exchange::requestId).doesNotHaveDuplicates();
    assertThat(seen).hasSize(70);
  }

  @Test
  void aPipelineThatHasNoJudgeAnyMoreIsForgotten() {
    send(Topics.INFERENCE_REQUESTS, request("r", "letters"));
    send(Topics.PREDICTIONS, prediction("r", "letters", Outcome.ANSWERED));
    spec = Optional.empty();

    assertThat(tick()).isEmpty();
    assertThat(entries()).isZero();
  }

  @Test
  void whatFindsNoMatchEndsInADay() {
    send(Topics.INFERENCE_REQUESTS, request("r", "letters"));
    send(Topics.PREDICTIONS, prediction("other", "letters", Outcome.ANSWERED));
    assertThat(entries()).isEqualTo(2);

    driver.advanceWallClockTime(Duration.ofHours(25));

    assertThat(entries()).isZero();
  }

  @Test
  void recordsThatCannotBeReadAreLeftOut() {
    input(Topics.PREDICTIONS).pipeInput("k", new byte[] {1, 2, 3});
    input(Topics.INFERENCE_REQUESTS).pipeInput("k", null);
    input(Topics.JUDGE_VERDICTS).pipeInput("k", new byte[] {1, 2, 3});
    theAnswerMayComeFirst();
  }

  private List<Exchange> tick() {
    told.clear();
    driver.advanceWallClockTime(TICK);
    return List.copyOf(told);
  }

  private int entries() {
    int entries = 0;
    try (var all = driver.<String, byte[]>getKeyValueStore(Waiting.NAME).all()) {
      while (all.hasNext()) {
        all.next();
        entries++;
      }
    }
    return entries;
  }

  private <V extends SpecificRecord> void send(Topic<V> topic, V value) {
    @SuppressWarnings("unchecked") // each topic has the codec of its type
    AvroCodec<V> codec =
        (AvroCodec<V>)
            codecs.computeIfAbsent(topic.name(), name -> new AvroCodec<>(topic, registry));
    input(topic).pipeInput("k", codec.encode(value));
  }

  private TestInputTopic<String, byte[]> input(Topic<?> topic) {
    return inputs.computeIfAbsent(
        topic.name(),
        name ->
            driver.createInputTopic(
                name, new StringSerializer(), new ByteArraySerializer(), NOON, Duration.ZERO));
  }

  private static InferenceRequest request(String id, String pipeline) {
    return InferenceRequest.newBuilder()
        .setRequestId(id)
        .setEventId(id)
        .setTenant("acme")
        .setPipeline(pipeline)
        .setSpecRevision(1)
        .setPromptRevision(1)
        .setTask(Task.GENERATION)
        .setPrompt(new Prompt("Answer the letter.", "Where is it?", List.of()))
        .setFeatures(Map.of())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(NOON)
        .setReceivedAt(NOON)
        .setDeadline(NOON.plusSeconds(60))
        .build();
  }

  private static Prediction prediction(String id, String pipeline, Outcome outcome) {
    boolean isAnswered = outcome == Outcome.ANSWERED;
    return Prediction.newBuilder()
        .setRequestId(id)
        .setEventId(id)
        .setTenant("acme")
        .setPipeline(pipeline)
        .setOutcome(outcome)
        .setCause(isAnswered ? null : "INVALID_OUTPUT")
        .setText(isAnswered ? "On its way." : null)
        .setAttempts(List.<Attempt>of())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(NOON)
        .setReceivedAt(NOON)
        .setCompletedAt(NOON)
        .setLatencies(new Latencies(0L, 0L, 0L))
        .build();
  }

  private static JudgeVerdict verdict(String id) {
    return JudgeVerdict.newBuilder()
        .setRequestId(id)
        .setTenant("acme")
        .setPipeline("letters")
        .setState(JudgeState.ASKING)
        .setJudge("m")
        .setSpecRevision(1)
        .setBooked(BigDecimal.ONE.setScale(12))
        .setAskedAt(NOON)
        .setWrittenAt(NOON)
        .build();
  }
}
