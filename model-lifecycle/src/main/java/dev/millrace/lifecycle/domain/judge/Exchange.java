package dev.millrace.lifecycle.domain.judge;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import java.time.Instant;
import java.util.Optional;

/**
 * A request and the answer to it.
 *
 * @param system instructions of the pipeline; absent where there are none
 * @param user what was asked
 * @param answer what was said
 * @param since when it was said
 */
public record Exchange(
    String requestId,
    String tenant,
    String pipeline,
    Optional<String> system,
    String user,
    String answer,
    Instant since) {

  /** Whether there is something to rate. */
  public static boolean isRateable(Prediction prediction) {
    return prediction.getOutcome() == Outcome.ANSWERED && prediction.getText() != null;
  }

  /** Of both records; absent where they do not belong together, or nothing was said. */
  public static Optional<Exchange> of(InferenceRequest request, Prediction prediction) {
    boolean isAboutIt =
        request.getRequestId().equals(prediction.getRequestId())
            && request.getTenant().equals(prediction.getTenant())
            && request.getPipeline().equals(prediction.getPipeline());
    if (!isAboutIt || !isRateable(prediction)) {
      return Optional.empty();
    }
    return Optional.of(
        new Exchange(
            request.getRequestId(),
            request.getTenant(),
            request.getPipeline(),
            Optional.ofNullable(request.getPrompt().getSystem()),
            request.getPrompt().getUser(),
            prediction.getText(),
            prediction.getCompletedAt()));
  }
}
