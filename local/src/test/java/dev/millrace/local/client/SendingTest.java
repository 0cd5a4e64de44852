package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ingestion.client.ProducerSettings;
import dev.millrace.ingestion.client.ProducerSettings.Retries;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.http.Routes;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sends to a gateway that answers as the real one does. */
class SendingTest {

  private static final RowColumns COLUMNS =
      new RowColumns(Optional.of("id"), Optional.of("label"), RowIds.derived());

  private final List<JsonNode> events = Collections.synchronizedList(new ArrayList<>());
  private final List<String> feedback = Collections.synchronizedList(new ArrayList<>());
  private final List<RefusedRow> refused = new ArrayList<>();
  private final List<String> refusedFeedback = new ArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger refusesAfter = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger requests = new AtomicInteger();

  /** The batch with this event is turned away, with a reply that may come late. */
  private String turnedAway = "";

  private final CompletableFuture<HttpReply> refusal = new CompletableFuture<>();

  private final HttpServer server =
      HttpServer.start(
          "gateway",
          HttpListener.loopback(0, "none", 8 * 1024 * 1024),
          new Routes()
              .on("POST", "/v1/pipelines/{pipeline}/events", this::takeEvents)
              .on("POST", "/v1/pipelines/{pipeline}/feedback", this::takeFeedback));

  private final URI address = server.address();
  private String pipeline = "triage";
  private Retries patience = Retries.DEFAULT;
  private Optional<Sending> last = Optional.empty();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void rowsGoInBatchesAndInOrder() throws Exception {
    Sending sending = send("key", rows(1_234));

    assertThat(events).extracting(e -> e.path("id").asText()).startsWith("r0", "r1").hasSize(1_234);
    assertThat(events.get(3).path("data").toString()).isEqualTo("{\"id\":\"r3\",\"text\":\"t3\"}");
    assertThat(requests).hasValue(3);
    assertThat(sending.acceptedRows()).isEqualTo(1_234);
    assertThat(sending.accepted()).hasSize(1_234);
  }

  @Test
  void rowsThatTheGatewayRefusesAreNamedByTheirNumber() throws Exception {
    Sending sending = send("key", "id,text,label\na,ok,x\nbad,no,x\nb,ok,x\n");

    assertThat(sending.acceptedRows()).isEqualTo(2);
    assertThat(sending.refusedRows()).isEqualTo(1);
    assertThat(refused).containsExactly(new RefusedRow(2, "the event is bad"));
  }

  @Test
  void aBatchOfWhichNothingIsTakenIsRefusedRowByRow() throws Exception {
    Sending sending = send("key", "id,text,label\nbad,no,x\nbad,no,x\n");

    assertThat(sending.acceptedRows()).isZero();
    assertThat(refused).extracting(RefusedRow::number).containsExactly(1L, 2L);
  }

  @Test
  void aBusyGatewayIsAskedAgain() throws Exception {
    busy.set(2);

    Sending sending = send("key", rows(1));

    assertThat(sending.acceptedRows()).isEqualTo(1);
    assertThat(busy).hasValue(0);
  }

  @Test
  void aWrongKeyEndsTheSending() {
    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(() -> send("wrong", rows(1)))
        .withMessage("the gateway at " + address + " answered 401: the key is not known");
  }

  @Test
  void aGatewayThatIsAwayIsNamedAtLast() {
    server.close();
    patience = patience.withDeliveryTimeout(Duration.ofMillis(200));

    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(() -> send("key", rows(1)))
        .withMessageContaining("cannot be reached: is the factory still running?");
  }

  @Test
  void whatHadAnAnswerIsCountedWhenTheRestIsGivenUp() {
    refusesAfter.set(1);

    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(() -> send("key", rows(1_000)))
        .withMessage("the gateway at " + address + " answered 401: the key is revoked");

    assertThat(last.map(Sending::standing)).contains(new Sending.Standing(500, 0, 500, 0, 500, 0));
  }

  @Test
  void whatIsAcceptedBehindARefusalIsCounted() {
    turnedAway = "r500";
    Sending sending = sending("key");
    AtomicInteger begun = new AtomicInteger();

    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(
            () ->
                sending.send(
                    RowReader.of(RowFormat.CSV, COLUMNS),
                    new StringReader(rows(1_500)),
                    settle -> {
                      if (begun.incrementAndGet() == 1_500) {
                        refusal.complete(
                            new Problem(404, "UNKNOWN_PIPELINE", "apply its spec first").reply());
                      }
                    }))
        .withMessageEndingWith("answered 404: apply its spec first");

    assertThat(sending.standing()).isEqualTo(new Sending.Standing(1_000, 0, 500, 0, 500, 500));
    assertThat(events).hasSize(1_000);
  }

  @Test
  void whatWasTriedInVainBeforeItWasTurnedAwayMayHaveArrived() {
    busy.set(1);
    refusesAfter.set(0);

    assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> send("key", rows(7)));

    assertThat(last.map(Sending::standing)).contains(new Sending.Standing(0, 0, 7, 7, 0, 0));
  }

  @Test
  void aPipelineThatIsNotThereIsARefusalAndNothingArrives() {
    pipeline = "nobodys";

    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(() -> send("key", rows(1)))
        .withMessage("the gateway at " + address + " answered 404: apply its spec first")
        .matches(GatewayException::isRefusal);

    assertThat(last.map(Sending::standing)).contains(new Sending.Standing(0, 0, 1, 0, 0, 0));
  }

  @Test
  void nothingArrivesOfWhatWasReadBeforeTheRefusalIsKnown() {
    pipeline = "nobodys";

    assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> send("key", rows(3_000)));

    assertThat(last.map(Sending::standing))
        .hasValueSatisfying(
            at -> {
              assertThat(at.unanswered()).isGreaterThanOrEqualTo(500);
              assertThat(at.mayHaveArrived()).isZero();
            });
  }

  @Test
  void rowsThatRepeatAnIdAreCounted() throws Exception {
    Sending sending = send("key", "id,text,label\na,1,\nb,2,\na,1,\n");

    assertThat(sending.acceptedRows()).isEqualTo(3);
    assertThat(sending.repeatedRows()).isEqualTo(1);
  }

  @Test
  void labelsGoAsFeedbackAfterwards() throws Exception {
    Sending sending = send("key", "id,text,label\na,ok,greeting\nb,ok,\n");

    assertThat(sending.sendFeedback("test")).isEqualTo(1);

    assertThat(feedback)
        .containsExactly("{\"eventId\":\"a\",\"label\":\"greeting\",\"source\":\"test\"}");
    assertThat(events.toString()).doesNotContain("greeting");
  }

  @Test
  void feedbackThatTheGatewayRefusesIsNamedByItsEvent() throws Exception {
    Sending sending = send("key", "id,text,label\na,ok,greeting\nb,ok,unheard-of\n");

    assertThat(sending.sendFeedback("test")).isEqualTo(1);

    assertThat(sending.refusedFeedback()).isEqualTo(1);
    assertThat(refusedFeedback).hasSize(1).allMatch(text -> text.endsWith(": no such label"));
  }

  @Test
  void feedbackOfWhichNothingIsTakenIsRefusedLineByLine() throws Exception {
    Sending sending = send("key", "id,text,label\na,ok,unheard-of\n");

    assertThat(sending.sendFeedback("test")).isZero();
    assertThat(refusedFeedback).containsExactly("a: no such label");
  }

  @Test
  void aSteadySendingTellsLabelsAsItGoes() throws Exception {
    List<Integer> told = new ArrayList<>();
    Sending sending = sending("key");
    SteadyPace pace =
        new SteadyPace(
            2,
            () -> {
              sending.sendFeedback("test");
              told.add(feedback.size());
            },
            time -> {},
            () -> 0);

    sending.send(
        RowReader.of(RowFormat.CSV, COLUMNS),
        new StringReader("id,text,label\na,1,x\nb,2,x\nc,3,x\nd,4,x\ne,5,x\n"),
        pace);
    assertThat(told).containsExactly(2, 4);

    assertThat(sending.sendFeedback("test")).isEqualTo(5);
    assertThat(feedback).hasSize(5);
  }

  private static String rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "r" + i + ",t" + i + ",")
        .collect(Collectors.joining("\n", "id,text,label\n", "\n"));
  }

  private Sending send(String key, String csv) throws IOException, InterruptedException {
    Sending sending = sending(key);
    sending.send(RowReader.of(RowFormat.CSV, COLUMNS), new StringReader(csv));
    return sending;
  }

  private Sending sending(String key) {
    ProducerSettings usual = Publishing.to(address, key).withRetries(patience);
    // On a busy machine, rows may take longer to read than they linger.
    ProducerSettings settings =
        usual.withBatching(usual.batching().withLinger(Duration.ofHours(1)));
    Sending sending =
        new Sending(
            settings,
            pipeline,
            new Sending.Listener() {
              @Override
              public void progress(long acceptedRows, long refusedRows) {}

              @Override
              public void refused(RefusedRow row) {
                refused.add(row);
              }

              @Override
              public void refusedFeedback(String eventId, String reason) {
                refusedFeedback.add(eventId + ": " + reason);
              }
            });
    last = Optional.of(sending);
    return sending;
  }

  private CompletionStage<HttpReply> takeEvents(HttpCall call) {
    if (!call.header("Authorization").equals(Optional.of("Bearer key"))) {
      return new Problem(401, "UNAUTHENTICATED", "the key is not known").reply().done();
    }
    if (!call.parameter("pipeline").equals("triage")) {
      return new Problem(404, "UNKNOWN_PIPELINE", "apply its spec first").reply().done();
    }
    if (busy.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      return new Problem(503, "UNAVAILABLE", "not now").reply().with("Retry-After", "0").done();
    }
    if (requests.get() >= refusesAfter.get()) {
      return new Problem(401, "UNAUTHENTICATED", "the key is revoked").reply().done();
    }
    for (JsonNode event : json(call.body())) {
      if (event.path("id").asText().equals(turnedAway)) {
        return refusal;
      }
    }
    requests.incrementAndGet();
    List<String> accepted = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    for (JsonNode event : json(call.body())) {
      String id = event.path("id").asText();
      if (id.equals("bad")) {
        rejected.add(
            "{\"index\":"
                + (accepted.size() + rejected.size())
                + ",\"status\":400,\"detail\":\"the event is bad\"}");
      } else {
        events.add(event);
        accepted.add("{\"eventId\":\"" + id + "\",\"requestId\":\"request-" + id + "\"}");
      }
    }
    String body = "{\"accepted\":" + accepted + ",\"rejected\":" + rejected + "}";
    return HttpReply.of(accepted.isEmpty() ? 400 : 202, "application/json", body.getBytes(UTF_8))
        .done();
  }

  private CompletionStage<HttpReply> takeFeedback(HttpCall call) {
    List<String> accepted = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    for (String line : new String(call.body(), UTF_8).lines().toList()) {
      if (line.contains("unheard-of")) {
        rejected.add(
            "{\"index\":"
                + (accepted.size() + rejected.size())
                + ",\"status\":400,\"detail\":\"no such label\"}");
      } else {
        feedback.add(line);
        accepted.add("{\"eventId\":\"a\",\"requestId\":\"request-a\"}");
      }
    }
    String body = "{\"accepted\":" + accepted + ",\"rejected\":" + rejected + "}";
    return HttpReply.of(accepted.isEmpty() ? 400 : 202, "application/json", body.getBytes(UTF_8))
        .done();
  }

  private static JsonNode json(byte[] body) {
    try {
      return new JsonMapper().readTree(body);
    } catch (IOException e) {
      throw new AssertionError("the client sends JSON", e);
    }
  }
}
