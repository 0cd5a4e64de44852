package dev.millrace.console.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.console.letters.domain.LetterFilter;
import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which letters an order means, without Kafka. */
class ReplayChoiceTest {

  private final List<DeadLetter> letters = new ArrayList<>();
  private final Replay replay =
      new Replay(
          new Brokers(KafkaConnection.plaintext("none:1"), new InMemorySchemaRegistry()),
          new Letters(),
          new ReplayWays(letter -> letter, letter -> Optional.empty(), tenant -> false));

  @Test
  void meansAllThatTheFilterTakes() {
    add("acme", 1, null);
    add("other", 2, null);
    add("acme", 3, null);

    assertThat(replay.choose(order(Repetition.ONCE)).objections().keySet())
        .containsExactly("raw-events-0@1", "raw-events-0@3");
  }

  @Test
  void keepsNoMoreThanSayThatThereAreTooMany() {
    for (int i = 0; i < 100; i++) {
      add("acme", i, null);
    }

    Replay.Choice choice = replay.choose(order(Repetition.ONCE), 10);

    assertThat(choice.objections()).hasSize(11);
    assertThat(choice.causes()).containsEntry("MISSING_VARIABLE", 11L);
  }

  @Test
  void countsACopyOfALetterOnce() {
    for (int i = 0; i < 3; i++) {
      add("acme", 1, null);
    }
    add("acme", 2, null);

    assertThat(replay.choose(order(Repetition.ONCE), 2).objections()).hasSize(2);
  }

  /** Though it is none of those that are meant, or stands behind more of them than are kept. */
  @Test
  void knowsOfAnyLetterThatAReplayFailed() {
    add("acme", 1, null);
    add("acme", 2, "raw-events-0@1");

    Replay.Choice choice = replay.choose(order(Repetition.AGAIN, "raw-events-0@1"), 1);

    assertThat(choice.objections())
        .containsOnlyKeys("raw-events-0@1")
        .containsValue(Optional.of(SkipReason.SUPERSEDED));
  }

  @Test
  void refusesIdsOfNoLetter() {
    add("acme", 1, null);

    assertThatThrownBy(
            () -> replay.choose(order(Repetition.ONCE, "raw-events-0@1", "raw-events-0@9")))
        .isInstanceOf(UnknownLetterException.class)
        .hasMessageContaining("raw-events-0@9");
  }

  private static ReplayOrder order(Repetition repetition, String... ids) {
    LetterFilter ofTenant =
        new LetterFilter(
            Optional.empty(),
            Optional.of("acme"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new ReplayOrder(ofTenant, Set.of(ids), repetition, Optional.empty());
  }

  private void add(String tenant, long offset, @Nullable String replayOf) {
    letters.add(
        DeadLetter.newBuilder()
            .setStage(Stage.INGESTION)
            .setCause("MISSING_VARIABLE")
            .setDetail("the prompt asks for body: send it")
            .setTenant(tenant)
            .setTopic("raw-events")
            .setPartition(0)
            .setOffset(offset)
            .setReplayOf(replayOf)
            .setHeaders(List.of())
            .setFailedAt(Instant.EPOCH.plusSeconds(offset))
            .build());
  }

  /** A factory in which nothing was answered or replayed yet. */
  private final class Letters implements RecordSource {

    @Override
    public <V extends SpecificRecord> void readPlaced(Topic<V> topic, Placed<V> to) {
      if (topic.equals(Topics.DEAD_LETTERS)) {
        for (int offset = 0; offset < letters.size(); offset++) {
          to.take(0, offset, topic.valueType().cast(letters.get(offset)));
        }
      }
    }
  }
}
