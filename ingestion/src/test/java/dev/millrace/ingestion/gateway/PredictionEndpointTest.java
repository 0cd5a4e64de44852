package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.predictions.Ending;
import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.schemas.RequestId;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class PredictionEndpointTest {

  private static final String REQUEST = RequestId.of("acme", "letters", "7");
  private static final String PATH = "/v1/predictions/" + REQUEST;

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @Test
  void showsThePrediction() {
    gateway.known.write(Ends.answered("7"));

    Reply reply = get(PATH);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).contains("application/json");
    assertThat(reply.json().path("requestId").asText()).isEqualTo(REQUEST);
    assertThat(reply.json().path("label").asText()).isEqualTo("a");
  }

  @Test
  void answersForAnothersRequestAsForOneThatNeverWas() {
    Reply never = gateway.get(gateway.fromAnother(PATH));
    gateway.known.write(Ends.answered("7"));
    Reply anothers = gateway.get(gateway.fromAnother(PATH));

    assertThat(anothers.status()).isEqualTo(404);
    assertThat(anothers.json().path("code").asText()).isEqualTo("NO_PREDICTION");
    assertThat(anothers.response().body()).isEqualTo(never.response().body());
    assertThat(anothers.response().headers().map().keySet())
        .isEqualTo(never.response().headers().map().keySet());
  }

  @Test
  void saysNothingKnownOfWhatIsNoId() {
    assertThat(get("/v1/predictions/7").status()).isEqualTo(404);
    assertThat(get("/v1/predictions/%2F%20").status()).isEqualTo(404);
  }

  @Test
  void waitsForThePrediction() {
    CompletableFuture<Reply> waiting = getLater(PATH + "?wait=30s");
    await().until(gateway.predictions::isAnybodyWaiting);

    gateway.predictions.arrived(Ends.untraced(Ends.answered("7")));

    assertThat(waiting.join().status()).isEqualTo(200);
    assertThat(waiting.join().json().path("eventId").asText()).isEqualTo("7");
  }

  /** Not even when a prediction comes can another tenant see that there is one. */
  @Test
  void tellsNobodyElseWhenThePredictionComes() {
    CompletableFuture<Reply> waiting =
        CompletableFuture.supplyAsync(() -> gateway.get(gateway.fromAnother(PATH + "?wait=300ms")));
    await().until(gateway.predictions::isAnybodyWaiting);

    gateway.predictions.arrived(Ends.untraced(Ends.answered("7")));

    assertThat(gateway.predictions.isAnybodyWaiting()).isTrue();
    assertThat(waiting.join().status()).isEqualTo(404);
  }

  @Test
  void saysWhyWhenTheEventIsSetAsideMeanwhile() {
    CompletableFuture<Reply> waiting = getLater(PATH + "?wait=30s");
    await().until(gateway.predictions::isAnybodyWaiting);

    gateway.predictions.arrived(
        "acme", REQUEST, new Ending.SetAside("SCHEMA_VIOLATION", "/text is missing"));

    assertThat(waiting.join().status()).isEqualTo(422);
    assertThat(waiting.join().json().path("code").asText()).isEqualTo("SCHEMA_VIOLATION");
  }

  @Test
  void answersThatThereIsNoneWhenItDoesNotComeInTime() {
    assertThat(get(PATH + "?wait=10ms").status()).isEqualTo(404);
    assertThat(gateway.predictions.isAnybodyWaiting()).isFalse();
  }

  @Test
  void asksToComeAgainWhileItReadsOlderPredictions() {
    gateway.known.start();

    Reply reply = get(PATH);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).contains("2");
    assertThat(reply.json().path("code").asText()).isEqualTo("UNAVAILABLE");
    gateway.known.write(Ends.answered("7"));
    assertThat(get(PATH).status()).isEqualTo(200);
  }

  @Test
  void asksToComeAgainWhenKafkaIsAway() {
    gateway.known.breakDown();

    Reply reply = get(PATH);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isPresent();
    assertThat(reply.json().path("detail").asText()).contains("cannot be read for now");
  }

  @Test
  void wantsAKeyAndAWaitThatItUnderstands() {
    assertThat(gateway.get(PATH).status()).isEqualTo(401);
    assertThat(get(PATH + "?wait=soon").json().path("code").asText()).isEqualTo("INVALID_FIELD");
    assertThat(get(PATH + "?wait=61s").status()).isEqualTo(400);
  }

  private static Reply get(String path) {
    return gateway.get(gateway.authorized(path));
  }

  private static CompletableFuture<Reply> getLater(String path) {
    return CompletableFuture.supplyAsync(() -> get(path));
  }
}
