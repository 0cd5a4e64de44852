package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.gateway.predictions.Ending;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.schemas.json.RecordJson;

/** How ends of requests are answered. */
final class EndingReplies {

  private EndingReplies() {}

  static HttpReply of(Ending ending) {
    if (ending instanceof Ending.Predicted predicted) {
      return predicted(predicted);
    }
    if (ending instanceof Ending.SetAside aside) {
      return new Problem(422, aside.cause(), aside.detail()).reply();
    }
    throw new AssertionError(ending);
  }

  /** The prediction; its trace, where that is known, as a header. */
  static HttpReply predicted(Ending.Predicted end) {
    HttpReply reply =
        HttpReply.of(
            200, EventBodies.JSON, RecordJson.of(end.prediction()).toString().getBytes(UTF_8));
    return end.trace().isValid()
        ? reply.with(TraceContexts.PARENT, TraceContexts.parent(end.trace()))
        : reply;
  }
}
