package dev.millrace.console.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.console.letters.LetterRecords.Made;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.LetterId;
import dev.millrace.schemas.RequestId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Records are made of letters of own topics here; offset 7 stands for the event "event-7". */
class ReplayWalkTest {

  private final List<DeadLetter> letters = new ArrayList<>();
  private final Set<String> requests = new HashSet<>();
  private final List<Set<String>> asked = new ArrayList<>();
  private final List<String> handedOn = new ArrayList<>();

  @Test
  void handsOnEveryEventThatHasNoRequest() throws IOException {
    letters.addAll(List.of(letter(0, 1), letter(0, 2)));

    assertThat(walk("tickets-0@1/triage", "tickets-0@2/triage")).isEmpty();
    assertThat(handedOn).containsExactly("tickets-0@1/triage", "tickets-0@2/triage");
  }

  @Test
  void leavesOutAnEventThatHasARequestThoughItsLetterDoesNotNameIt() throws IOException {
    letters.addAll(List.of(letter(0, 1), letter(0, 2)));
    requests.add(requestId(1));

    assertThat(walk("tickets-0@1/triage", "tickets-0@2/triage"))
        .isEqualTo(Map.of(SkipReason.REQUEST_EXISTS, 1L));
    assertThat(handedOn).containsExactly("tickets-0@2/triage");
  }

  @Test
  void replaysOneOfManyLettersOfAnEvent() throws IOException {
    letters.addAll(List.of(letter(0, 1), letter(1, 1), letter(0, 2), letter(2, 1)));

    assertThat(walk(letters.stream().map(LetterId::of).toArray(String[]::new)))
        .isEqualTo(Map.of(SkipReason.SAME_EVENT, 2L));
    assertThat(handedOn).containsExactly("tickets-0@1/triage", "tickets-0@2/triage");
  }

  @Test
  void replaysOneOfManyLettersThatNameTheirEventAndDoesNotAskForItAgain() throws IOException {
    letters.addAll(List.of(named(letter(0, 1)), named(letter(1, 1))));

    assertThat(walk("tickets-0@1/triage", "tickets-1@1/triage"))
        .isEqualTo(Map.of(SkipReason.SAME_EVENT, 1L));
    assertThat(asked).isEmpty();
  }

  @Test
  void looksAtLettersThatAreMeantOnlyAndAtEachOnce() throws IOException {
    letters.addAll(List.of(letter(0, 1), letter(0, 2), letter(0, 2)));

    assertThat(walk("tickets-0@2/triage", "tickets-0@3/triage"))
        .isEqualTo(Map.of(SkipReason.NOT_RETAINED, 1L));
    assertThat(handedOn).containsExactly("tickets-0@2/triage");
    assertThat(asked).containsExactly(Set.of(requestId(2)));
  }

  @Test
  void countsWhatNoRecordCanBeMadeOfAndHandsOnWhatNamesNoEvent() throws IOException {
    letters.addAll(List.of(letter(0, 0), letter(0, -1), letter(1, -1)));

    assertThat(walk("tickets-0@0/triage", "tickets-0@-1/triage", "tickets-1@-1/triage"))
        .isEqualTo(Map.of(SkipReason.OWN_TOPIC, 1L));
    assertThat(handedOn).hasSize(2);
  }

  @Test
  void stopsWhereTheBrokersDoNotTakeARecord() {
    letters.add(letter(0, 1));

    assertThatThrownBy(
            () ->
                walk()
                    .through(
                        List.of("tickets-0@1/triage"),
                        (id, letter, record) -> {
                          throw new IOException("not taken");
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("not taken");
  }

  private Map<SkipReason, Long> walk(String... ids) throws IOException {
    return walk().through(List.of(ids), (id, letter, record) -> handedOn.add(id));
  }

  private ReplayWalk walk() {
    return new ReplayWalk(
        to -> letters.forEach(one -> to.accept(LetterId.of(one), one)),
        (id, letter) -> made(letter),
        wanted -> {
          asked.add(Set.copyOf(wanted));
          Set<String> existing = new HashSet<>(wanted);
          existing.retainAll(requests);
          return existing;
        });
  }

  private static Made made(DeadLetter letter) {
    long event = letter.getOffset();
    return event == 0
        ? new Made.Skip(SkipReason.OWN_TOPIC)
        : new Made.Replay(
            new ProducerRecord<>("raw-events", "event".getBytes(UTF_8)),
            event < 0 ? Optional.empty() : Optional.of(requestId(event)));
  }

  private static DeadLetter named(DeadLetter letter) {
    return DeadLetter.newBuilder(letter)
        .setTenant("acme")
        .setEventId("event-" + letter.getOffset())
        .build();
  }

  private static DeadLetter letter(int partition, long event) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("SOURCE_UNREADABLE")
        .setDetail("the record cannot be read")
        .setTopic("tickets")
        .setPartition(partition)
        .setOffset(event)
        .setPipeline("triage")
        .setFailedAt(Instant.EPOCH)
        .build();
  }

  private static String requestId(long event) {
    return RequestId.of("acme", "triage", "event-" + event);
  }
}
