package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.answer.JsonObjects;
import dev.millrace.inference.domain.AnswerParser;
import dev.millrace.lifecycle.offline.Model;
import dev.millrace.lifecycle.offline.OfflineRun;
import dev.millrace.lifecycle.offline.Purse;
import dev.millrace.lifecycle.offline.Question;
import dev.millrace.lifecycle.offline.Reply;
import dev.millrace.lifecycle.offline.Reply.Next;
import dev.millrace.lifecycle.offline.Reply.Paid;
import dev.millrace.lifecycle.offline.Said;
import dev.millrace.local.domain.Told;
import dev.millrace.local.domain.TravelReport;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Prompt;
import dev.millrace.record.Task;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class TimeTravelTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final BigDecimal PRICE = new BigDecimal("0.01");
  private static final OfflineRun.Terms TERMS =
      new OfflineRun.Terms(4, Duration.ofHours(1), 2, Duration.ZERO);

  private final List<InferenceRequest> requests = new ArrayList<>();
  private final Map<String, Told> said = new HashMap<>();
  private final Map<String, String> truths = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  @Test
  void theSameModelMakesNoDifference() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      asked("r-" + i, i % 2 == 0 ? "bug" : "billing");
    }

    TimeTravel.Result again = travel(question -> " " + then(question.id()) + ".", "10");

    assertThat(again.end()).isEqualTo(OfflineRun.End.DONE);
    assertThat(again.report().same()).isEqualTo(20);
    assertThat(again.report().changed()).isZero();
    assertThat(again.report().changes(9)).isEmpty();
  }

  @Test
  void tellsWhatHasChangedAndWhatIsRight() throws InterruptedException {
    asked("a", "bug");
    asked("b", "bug");
    asked("c", "billing");
    truths.put("a", "billing");
    truths.put("c", "billing");

    TravelReport report = travel(question -> "billing", "10").report();

    assertThat(report.changes(9))
        .containsExactly(Map.entry(new TravelReport.Change("bug", "billing"), 2L));
    assertThat(report.labelled()).isEqualTo(2);
    assertThat(report.before().right()).isEqualTo(1);
    assertThat(report.after().right()).isEqualTo(2);
    assertThat(report.after().cost()).isEqualByComparingTo("0.03");
    assertThat(report.after().inputTokens()).isEqualTo(15);
    assertThat(lines).hasSize(3);
  }

  @Test
  void anAnswerThatIsNoneOfTheLabelsIsNone() throws InterruptedException {
    asked("a", "bug");

    TravelReport report = travel(question -> "no idea", "10").report();

    assertThat(report.changes(9))
        .containsExactly(Map.entry(new TravelReport.Change("bug", TravelReport.NO_ANSWER), 1L));
    assertThat(report.after().unanswered()).isEqualTo(1);
  }

  @Test
  void leavesOutWhatNoModelHadItsSayAbout() throws InterruptedException {
    asked("a", "bug");
    asked("refused", "bug");
    said.remove("refused");

    TimeTravel.Result result = travel(question -> "bug", "10");

    assertThat(result.incomparable()).isEqualTo(1);
    assertThat(result.asked()).isEqualTo(1);
  }

  @Test
  void leavesOutTenantsThatWereErasedAndTheyTakeNobodysPlace() {
    Past.Picked picked = new Past.Picked("tickets", 2, "globex"::equals);
    for (String id : List.of("g-1", "a-1", "g-2", "a-2", "g-3")) {
      asked(id, "bug");
      InferenceRequest request = requests.get(requests.size() - 1);
      request.setTenant(id.startsWith("g") ? "globex" : "acme");
      picked.accept(request);
    }

    assertThat(picked.requests)
        .extracting(InferenceRequest::getRequestId)
        .containsExactly("a-1", "a-2");
    assertThat(picked.erased).as("of those before the limit").isEqualTo(2);
  }

  @Test
  void theBudgetHolds() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      asked("r-" + i, "bug");
    }

    TimeTravel.Result result = travel(question -> "bug", "0.055");

    assertThat(result.end()).isEqualTo(OfflineRun.End.NO_MONEY);
    assertThat(result.asked()).isEqualTo(5);
    assertThat(result.left()).isEqualTo(15);
  }

  @Test
  void embeddingsAreNotCompared() {
    asked("a", "bug");
    requests.get(0).setTask(Task.EMBEDDING);

    assertThatThrownBy(() -> travel(question -> "bug", "1")).hasMessageContaining("embeddings");
  }

  @Test
  void placesAreOffsetsOrInstants() {
    ConsumerRecord<String, String> record =
        new ConsumerRecord<>(
            "inference-requests",
            0,
            7,
            NOON.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            "key",
            "value",
            new RecordHeaders(),
            Optional.empty());

    assertThat(Place.parse("8").orElseThrow().isAfter(record)).isTrue();
    assertThat(Place.parse("7").orElseThrow().isAfter(record)).isFalse();
    assertThat(Place.parse("2026-11-26T12:00:00.001Z").orElseThrow().isAfter(record)).isTrue();
    assertThat(Place.parse("2026-11-26T12:00:00Z").orElseThrow().isAfter(record)).isFalse();
    assertThat(Place.parse("yesterday")).isEmpty();
    assertThat(Place.parse("8").orElseThrow().start(Map.of(0, 3L, 1, 12L)))
        .isEqualTo(Map.of(0, 8L, 1, 12L));
    assertThat(Place.parse("2026-11-26T12:00:00Z").orElseThrow().start(Map.of(0, 3L)))
        .isEqualTo(Map.of(0, 3L));
  }

  private TimeTravel.Result travel(Function<Question, String> answers, String budget)
      throws InterruptedException {
    return new TimeTravel(
            new Answering(answers), new AnswerParser(JsonObjects::one), InstantSource.fixed(NOON))
        .through(
            new Past(requests, said, truths, 0),
            Optional.empty(),
            TERMS,
            new Purse(new BigDecimal(budget)),
            (request, then, now) -> lines.add(request.getRequestId()));
  }

  private String then(String requestId) {
    return Optional.ofNullable(said.get(requestId)).flatMap(Told::answer).orElseThrow();
  }

  private void asked(String requestId, String label) {
    requests.add(
        InferenceRequest.newBuilder()
            .setRequestId(requestId)
            .setEventId("event-" + requestId)
            .setTenant("acme")
            .setPipeline("tickets")
            .setSpecRevision(1)
            .setTask(Task.CLASSIFICATION)
            .setPrompt(
                Prompt.newBuilder()
                    .setUser("my card is lost")
                    .setLabels(List.of("bug", "billing"))
                    .build())
            .setLane(Lane.INTERACTIVE)
            .setOccurredAt(NOON)
            .setReceivedAt(NOON)
            .setDeadline(NOON.plusSeconds(60))
            .build());
    said.put(
        requestId,
        new Told(
            Optional.of(label),
            List.of(new TokenUsage(5L, 1L, 0L, 0L, 0L)),
            Optional.of(PRICE),
            3));
  }

  /** Says what it is told to. */
  private record Answering(Function<Question, String> answers) implements Model {

    @Override
    public CompletableFuture<Reply> ask(Question question) {
      return CompletableFuture.completedFuture(
          new Reply(
              new Said(
                  Optional.of(answers.apply(question)),
                  Optional.empty(),
                  Optional.of(new TokenUsage(5L, 1L, 0L, 0L, 0L)),
                  Optional.of(PRICE),
                  3),
              Next.KEEP,
              Paid.AS_SAID));
    }

    @Override
    public Optional<BigDecimal> bound(Question question) {
      return Optional.of(PRICE);
    }
  }
}
