package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.ingestion.gateway.predictions.Ending;
import dev.millrace.ingestion.gateway.predictions.Endings;
import dev.millrace.ingestion.gateway.predictions.KnownPredictions.Finding;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Shows how a request ended: {@code GET /v1/predictions/{requestId}}.
 *
 * <p><i>Shape</i>: 200 with the prediction; 404 where the tenant has none of that id, be it another
 * tenant's; with {@code wait}, as soon as it comes, and 422 where its event is set aside meanwhile.
 *
 * <p><i>Failure</i>: 503 where Kafka cannot be asked, older predictions are still being read, or
 * too many are asked for at once.
 */
final class PredictionEndpoint {

  private static final String RETRY_SECONDS = "2";

  private final Endings endings;
  private final Outage outage;

  PredictionEndpoint(Endings endings, Outage outage) {
    this.endings = endings;
    this.outage = outage;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    Part<Optional<Duration>> wait = Patience.read(call);
    if (wait instanceof Part.Bad<Optional<Duration>> bad) {
      return bad.problem().reply().done();
    }
    Optional<Duration> patience = ((Part.Good<Optional<Duration>>) wait).value();
    String requestId = call.parameter("requestId");
    CompletionStage<Optional<Ending>> awaited =
        patience
            .map(time -> endings.await(tenant, requestId, time))
            .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    return endings
        .recall(tenant, requestId)
        .thenCompose(
            finding ->
                finding instanceof Finding.Found found
                    ? EndingReplies.predicted(found.end()).done()
                    : awaited.thenApply(
                        ending -> ending.map(EndingReplies::of).orElseGet(() -> none(finding))))
        .exceptionally(outage::unread);
  }

  private static HttpReply none(Finding finding) {
    if (finding instanceof Finding.CatchingUp) {
      return Problems.of(
              Cause.UNAVAILABLE,
              "the gateway still reads older predictions and cannot tell yet: ask again")
          .reply()
          .with("Retry-After", RETRY_SECONDS);
    }
    if (finding instanceof Finding.Busy) {
      return Problems.of(
              Cause.UNAVAILABLE,
              "too many predictions are asked for at once, by this tenant or by all: ask again")
          .reply()
          .with("Retry-After", RETRY_SECONDS);
    }
    return new Problem(
            404,
            "NO_PREDICTION",
            "there is no prediction of this request: it is on its way, its event was set aside (see"
                + " dead-letters), it is older than predictions are kept, or it never was")
        .reply();
  }
}
