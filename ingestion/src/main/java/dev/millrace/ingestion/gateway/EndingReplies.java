package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.gateway.predictions.Ending;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.json.RecordJson;

/** How ends of requests are answered. */
final class EndingReplies {

  private EndingReplies() {}

  static HttpReply of(Ending ending) {
    if (ending instanceof Ending.Predicted predicted) {
      return of(predicted.prediction());
    }
    if (ending instanceof Ending.SetAside aside) {
      return new Problem(422, aside.cause(), aside.detail()).reply();
    }
    throw new AssertionError(ending);
  }

  static HttpReply of(Prediction prediction) {
    return HttpReply.of(
        200, EventBodies.JSON, RecordJson.of(prediction).toString().getBytes(UTF_8));
  }
}
