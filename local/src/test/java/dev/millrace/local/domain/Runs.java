package dev.millrace.local.domain;

import dev.millrace.record.Approval;
import dev.millrace.record.Evidence;
import dev.millrace.record.ModelRun;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.RunCause;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunState;
import dev.millrace.record.RunTerms;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Retraining runs as their topics have them. */
final class Runs {

  private static final String PIPELINE = "tickets";

  private Runs() {}

  static RetrainingEvent event(String id) {
    return new RetrainingEvent(
        id,
        PIPELINE,
        1,
        RetrainingReason.QUALITY,
        List.of(new Evidence("accuracy", null, null, 0.41, 0.8, Instant.EPOCH, Instant.EPOCH)),
        Instant.EPOCH);
  }

  static ModelRun detected(Instant since) {
    return run(RunState.DETECTED, since);
  }

  static ModelRun promoted(Instant since) {
    return run(RunState.PROMOTED, since);
  }

  static ModelRun rejected(Instant since) {
    return run(RunState.REJECTED, since);
  }

  static ModelRun canary(Instant since, int share) {
    return ModelRun.newBuilder(run(RunState.CANARY, since)).setVersion(2).setShare(share).build();
  }

  private static ModelRun run(RunState state, Instant since) {
    return ModelRun.newBuilder()
        .setPipeline(PIPELINE)
        .setId("a")
        .setNumber(1)
        .setCause(new RunCause(RetrainingReason.QUALITY, 1, "accuracy", Instant.EPOCH))
        .setState(state)
        .setAttempt(1)
        .setSince(since)
        .setBegunAt(Instant.EPOCH)
        .setTerms(new RunTerms(List.of(0.25, 1.0), 0.0, Approval.AUTOMATIC))
        .setChampion(1)
        .setEvaluation(Map.of())
        .setLeftover(RunLeftover.NOTHING)
        .setEvents(List.of("a"))
        .setNoted(0)
        .setReason("Because.")
        .setChangedBy("test")
        .setChangedAt(since)
        .build();
  }
}
