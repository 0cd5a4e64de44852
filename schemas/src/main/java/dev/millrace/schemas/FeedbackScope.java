package dev.millrace.schemas;

import dev.millrace.record.Feedback;
import dev.millrace.record.Prediction;

/**
 * Which predictions feedback may be held against. A request id alone proves nothing: whoever learns
 * one can give feedback under it, and so could any tenant about the requests of another. The tenant
 * in the record is the one whose key the gateway has seen, so everybody who joins the two asks
 * here.
 */
public final class FeedbackScope {

  private FeedbackScope() {}

  /** Whether feedback is about a prediction, and comes from whom the prediction was made for. */
  public static boolean covers(Feedback feedback, Prediction prediction) {
    return feedback.getRequestId().equals(prediction.getRequestId())
        && feedback.getTenant().equals(prediction.getTenant())
        && feedback.getPipeline().equals(prediction.getPipeline());
  }
}
