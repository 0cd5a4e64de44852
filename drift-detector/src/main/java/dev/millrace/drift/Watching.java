package dev.millrace.drift;

import dev.millrace.drift.domain.policy.PolicyRules;
import dev.millrace.drift.domain.windows.EventClock;
import dev.millrace.drift.domain.windows.FirstPeriod;
import dev.millrace.drift.domain.windows.LabelTerms;
import dev.millrace.drift.domain.windows.WatchTerms;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingReason;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * How pipelines are watched, as the settings say; sent to where the job runs.
 *
 * @param lookEvery between two looks
 * @param due how long after its event a label counts for the stream of judged answers
 * @param kept how long a pane is kept that nobody changes
 */
record Watching(
    Duration lateness,
    Duration silence,
    Duration lookEvery,
    Duration due,
    Duration kept,
    int referencePanes,
    long referenceRecords,
    int referenceSample,
    int found,
    int among)
    implements Serializable {

  static Watching of(DriftSettings settings) {
    return new Watching(
        settings.bounds().lateness(),
        settings.bounds().silence(),
        settings.lookEvery(),
        settings.labels().due(),
        settings.labels().kept(),
        settings.firstPeriod().panes(),
        settings.firstPeriod().records(),
        settings.firstPeriod().sample(),
        settings.persistence().found(),
        settings.persistence().among());
  }

  EventClock.Bounds bounds() {
    return new EventClock.Bounds(lateness, silence);
  }

  /** What of a pipeline is watched. */
  WatchTerms terms(PipelineSpec spec) {
    Retraining retraining = spec.getRetraining();
    WatchTerms terms =
        WatchTerms.of(
            spec.getDrift(),
            retraining == null ? null : retraining.getTarget(),
            new FirstPeriod(referencePanes, referenceRecords, referenceSample),
            new LabelTerms(due, kept));
    return retraining != null && retraining.getOn().contains(RetrainingReason.COST)
        ? terms.withCosts()
        : terms;
  }

  /** When a better model is asked for; nothing where nobody asks. */
  Optional<PolicyRules> rules(PipelineSpec spec) {
    return Optional.ofNullable(spec.getRetraining())
        .map(retraining -> PolicyRules.of(retraining, new PolicyRules.Persistence(found, among)));
  }
}
