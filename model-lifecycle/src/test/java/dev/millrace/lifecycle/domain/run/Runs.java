package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.Approval;
import dev.millrace.record.Evidence;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.RunPins;
import dev.millrace.record.TrainingProfile;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One pipeline's run and versions, as the turns leave them. */
public final class Runs {

  static {
    // Copies of records are made by Avro, which asks whom it may trust.
    List<Topic<?>> unused = Topics.all();
  }

  public static final String PIPELINE = "tickets";
  public static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final List<ModelVersion> versions = new ArrayList<>();
  private final List<String> actions = new ArrayList<>();
  private Optional<ModelRun> run = Optional.empty();
  private Instant now = NOON;

  Runs() {
    versions.add(version(1, ModelState.CHAMPION));
  }

  public static ModelVersion version(int number, ModelState state) {
    return ModelVersion.newBuilder()
        .setPipeline(PIPELINE)
        .setVersion(number)
        .setState(state)
        .setModelId("model-" + number)
        .setShare(state == ModelState.CHAMPION ? 1 : 0)
        .setReason("")
        .setChangedBy("somebody")
        .setChangedAt(NOON)
        .build();
  }

  public static RetrainingEvent event(String id, int version) {
    return new RetrainingEvent(
        id,
        PIPELINE,
        version,
        RetrainingReason.DRIFT,
        List.of(new Evidence("adjustedPValue", "/body", null, 0.001, 0.01, NOON, NOON)),
        NOON);
  }

  public static Retraining terms(Approval approval, Double... shares) {
    return new Retraining(
        List.of(RetrainingReason.DRIFT), null, 60_000L, 4, 0.0, List.of(shares), null, approval);
  }

  static Seen.DatasetReady dataset() {
    return new Seen.DatasetReady(
        new RunPins(Map.of(), Map.of(), Map.of(), Map.of()),
        new TrainingProfile("s3://b/training.jsonl", 500L, NOON, NOON, "", Map.of()));
  }

  Change change(String by) {
    now = now.plus(Duration.ofMinutes(1));
    return new Change(by, now);
  }

  boolean take(RetrainingEvent event, Retraining terms) {
    return apply(RunStart.take(run, event, terms, lineup(), change("model-lifecycle")));
  }

  boolean see(Seen what) {
    return tell(Report.of(run(), what));
  }

  boolean tell(Report report) {
    return apply(RunCourse.next(run(), report, lineup(), change("model-lifecycle")));
  }

  Order.Answer order(Order order) {
    Order.Answer answer = RunOrders.answer(run, order, lineup(), change("ann"));
    if (answer instanceof Order.Answer.Done done) {
      boolean unused = apply(Optional.of(done.turn()));
    }
    return answer;
  }

  /** Another champion, as applying a spec makes it. */
  void name(int number) {
    versions.replaceAll(
        version ->
            version.getState() == ModelState.CHAMPION || version.getState() == ModelState.CANARY
                ? ModelVersion.newBuilder(version).setState(ModelState.RETIRED).setShare(0).build()
                : version);
    versions.add(version(number, ModelState.CHAMPION));
  }

  ModelRun run() {
    return run.orElseThrow();
  }

  Optional<ModelRun> last() {
    return run;
  }

  Lineup lineup() {
    return new Lineup(versions);
  }

  ModelVersion version(int number) {
    return lineup().find(number).orElseThrow();
  }

  List<String> actions() {
    return actions;
  }

  private boolean apply(Optional<Turn> turn) {
    turn.ifPresent(
        written -> {
          actions.add(written.action());
          run = written.run().or(() -> run);
          for (ModelVersion version : written.versions()) {
            versions.removeIf(known -> known.getVersion() == version.getVersion());
            versions.add(version);
          }
        });
    return turn.isPresent();
  }
}
