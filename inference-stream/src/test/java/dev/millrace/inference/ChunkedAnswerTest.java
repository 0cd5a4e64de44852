package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.PredictionChunk;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** How pieces become chunks, on a clock that stands still. */
class ChunkedAnswerTest {

  private static final ModelCall CALL =
      new ModelCall(
          "request-1",
          "acme",
          "letters",
          2,
          Requests.NOVA,
          new ModelInput.Chat(Optional.empty(), "Hello?", 16, OptionalDouble.empty()));

  private final StillWorld world = new StillWorld();
  private final ChunkLog log = new ChunkLog();
  private final SideTopic<PredictionChunk> topic = log.topic(world::now);
  private final ChunkedAnswer.Outgoing outgoing =
      new ChunkedAnswer.Outgoing(topic, world::after, world::now);
  private final ChunkAddress to =
      new ChunkAddress("key".getBytes(UTF_8), "trace".getBytes(UTF_8), "event-1");
  private final ChunkedAnswer answer = new ChunkedAnswer(CALL, to, outgoing);
  private final ChunkedAnswer other = new ChunkedAnswer(CALL, to, outgoing);

  @Test
  void writesWhatComesWithinAMomentAsOneChunk() {
    answer.add("He");
    world.pass(Duration.ofMillis(49));
    answer.add("llo");
    assertThat(log.all()).isEmpty();

    world.pass(Duration.ofMillis(1));

    assertThat(log.all())
        .containsExactly(
            new PredictionChunk(
                "request-1",
                "event-1",
                "acme",
                "letters",
                2,
                0,
                "Hello",
                Requests.BEGINNING.plusMillis(50)));
    assertThat(log.records().get(0).key()).isEqualTo("key".getBytes(UTF_8));
    assertThat(log.records().get(0).headers().lastHeader("traceparent").value())
        .isEqualTo("trace".getBytes(UTF_8));
  }

  @Test
  void doesNotWaitWithAChunkThatIsFull() {
    answer.add("a".repeat(ChunkedAnswer.FULL_CHARACTERS - 1));
    world.pass(Duration.ZERO);
    assertThat(log.all()).isEmpty();

    answer.add("b");
    world.pass(Duration.ZERO);

    assertThat(log.all()).singleElement().satisfies(one -> assertThat(one.getText()).endsWith("b"));
  }

  @Test
  void numbersChunksAndWritesTheLastAtOnce() {
    answer.add("one ");
    world.pass(ChunkedAnswer.PATIENCE);
    world.pass(ChunkedAnswer.PATIENCE);
    answer.add("two ");
    world.pass(ChunkedAnswer.PATIENCE);
    answer.add("three");
    answer.end();
    world.pass(Duration.ZERO);
    answer.add("too late");
    world.pass(ChunkedAnswer.PATIENCE);

    assertThat(log.all()).extracting(PredictionChunk::getSequence).containsExactly(0, 1, 2);
    assertThat(log.said("request-1", 2)).isEqualTo("one two three");
  }

  @Test
  void keepsTheHalvesOfACharacterTogether() {
    answer.add("ice \uD83E");
    world.pass(ChunkedAnswer.PATIENCE);
    answer.add("\uDDCA");
    world.pass(ChunkedAnswer.PATIENCE);

    assertThat(log.all())
        .extracting(PredictionChunk::getText)
        .containsExactly("ice ", "\uD83E\uDDCA");
  }

  @Test
  void dropsAndCountsWhatCannotBeWritten() {
    log.producer.sendException = new KafkaException("the brokers are away");
    answer.add("lost ");
    world.pass(ChunkedAnswer.PATIENCE);
    log.producer.sendException = null;
    answer.add("lost as well ");
    world.pass(ChunkedAnswer.PATIENCE);
    world.pass(SideTopic.BREATH);
    answer.add("found");
    world.pass(ChunkedAnswer.PATIENCE);

    assertThat(topic.unwritten()).isEqualTo(2);
    assertThat(log.all())
        .as("the gap in the numbers tells of it")
        .extracting(PredictionChunk::getSequence)
        .containsExactly(2);
  }

  @Test
  void leavesOutWhatIsTooMuchForTheWriterAndLeavesAGap() {
    String much = "a".repeat(ChunkedAnswer.MOST_PENDING);
    answer.add(much);
    answer.add("lost ");
    other.add("lost too");
    world.pass(Duration.ZERO);
    answer.add("found");
    world.pass(ChunkedAnswer.PATIENCE);

    assertThat(topic.unwritten()).isEqualTo(2);
    assertThat(log.all()).extracting(PredictionChunk::getSequence).containsExactly(0, 2);
    assertThat(log.said("request-1", 2)).isEqualTo(much + "found");
  }

  @Test
  void writesNothingWhenItIsClosed() {
    topic.close();
    answer.add("late");
    world.pass(ChunkedAnswer.PATIENCE);

    assertThat(log.all()).isEmpty();
  }
}
