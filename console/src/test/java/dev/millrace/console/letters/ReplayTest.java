package dev.millrace.console.letters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.console.letters.domain.LetterBound;
import dev.millrace.console.letters.domain.LetterFilter;
import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What is chosen; nobody is asked for it but the letters. */
class ReplayTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final List<Put> letters = new ArrayList<>();
  private final Replay replay =
      new Replay(
          new Brokers(KafkaConnection.plaintext("127.0.0.1:1"), new InMemorySchemaRegistry()),
          new Letters(),
          new ReplayWays(letter -> letter, letter -> Optional.empty(), tenant -> false));

  private record Put(int partition, long offset, DeadLetter letter) {}

  @Test
  void keepsToTheLettersThatWereThereWhenItWasPlanned() {
    put(0, 7, "first");
    put(1, 3, "second");
    Replay.Choice planned = replay.choose(order(Optional.empty()));
    put(0, 8, "later");
    put(2, 0, "in a partition that had none");

    assertThat(planned.upTo()).isEqualTo(new LetterBound(Map.of(0, 8L, 1, 4L)));
    assertThat(replay.choose(order(Optional.of(planned.upTo()))).objections().keySet())
        .containsExactlyInAnyOrder("first-0@7", "second-0@3");
    assertThat(replay.choose(order(Optional.empty())).objections()).hasSize(4);
  }

  @Test
  void meansALetterThatWasCopiedAgainAfterThePlan() {
    put(0, 7, "first");
    LetterBound planned = replay.choose(order(Optional.empty())).upTo();
    letters.add(new Put(0, 8, letter(7, "first")));

    assertThat(replay.choose(order(Optional.of(planned))).objections()).containsKey("first-0@7");
  }

  private void put(int partition, long offset, String topic) {
    letters.add(new Put(partition, offset, letter(offset, topic)));
  }

  private static ReplayOrder order(Optional<LetterBound> upTo) {
    return new ReplayOrder(
        new LetterFilter(
            Optional.empty(),
            Optional.of("acme"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        Set.of(),
        Repetition.ONCE,
        upTo);
  }

  private static DeadLetter letter(long offset, String topic) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("MISSING_VARIABLE")
        .setDetail("the prompt asks for body: send it")
        .setTenant("acme")
        .setTopic(topic)
        .setPartition(0)
        .setOffset(offset)
        .setHeaders(List.of())
        .setFailedAt(NOON)
        .build();
  }

  private final class Letters implements RecordSource {

    @Override
    @SuppressWarnings("unchecked") // The topic says what its values are.
    public <V extends SpecificRecord> void readPlaced(Topic<V> topic, RecordSource.Placed<V> to) {
      if (topic.equals(Topics.DEAD_LETTERS)) {
        for (Put one : letters) {
          to.take(one.partition(), one.offset(), (V) DeadLetter.newBuilder(one.letter()).build());
        }
      }
    }
  }
}
