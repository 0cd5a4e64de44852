package dev.millrace.local.domain;

import dev.millrace.record.Attempt;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.RecordOrigin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a prediction leaves behind in the books. */
record Ending(
    String tenant,
    String pipeline,
    Outcome outcome,
    @Nullable RecordOrigin origin,
    @Nullable RecordOrigin source,
    List<Attempt> attempts) {

  static Ending of(Prediction prediction) {
    return new Ending(
        prediction.getTenant(),
        prediction.getPipeline(),
        prediction.getOutcome(),
        prediction.getOrigin(),
        prediction.getSource(),
        List.copyOf(prediction.getAttempts()));
  }
}
