package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.Evidence;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RunCause;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunState;
import dev.millrace.record.RunTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of a reason to train a better model: a run, or a note where one is under way.
 *
 * <p><i>Shape</i>: each event is taken once, however often it comes; so of a hundred reasons at
 * once one run is made.
 */
public final class RunStart {

  /** So many events are remembered; a pipeline has far fewer in the month that they are kept. */
  private static final int REMEMBERED = 100;

  private RunStart() {}

  /**
   * Takes an event.
   *
   * @param last run of the pipeline; absent where there was none yet
   * @param terms of the pipeline's spec
   * @return nothing where it has been taken, does not concern the champion, or has to wait until
   *     what the last run left behind is taken down
   */
  public static Optional<Turn> take(
      Optional<ModelRun> last,
      RetrainingEvent event,
      Retraining terms,
      Lineup lineup,
      Change change) {
    if (isSettled(last, event, lineup)) {
      return Optional.empty();
    }
    Optional<ModelRun> underWay = last.filter(run -> !Stages.isOver(run));
    if (underWay.isPresent()) {
      return Optional.of(note(underWay.get(), event, change));
    }
    if (last.filter(run -> !Stages.isDone(run)).isPresent()) {
      return Optional.empty();
    }
    return lineup.champion().map(champion -> begin(last, event, terms, champion, change));
  }

  /** Whether nothing will come of an event any more. */
  public static boolean isSettled(Optional<ModelRun> last, RetrainingEvent event, Lineup lineup) {
    boolean isTaken = last.filter(run -> run.getEvents().contains(event.getId())).isPresent();
    boolean isOfAnother =
        lineup
            .champion()
            .filter(champion -> champion.getVersion() != event.getModelVersion())
            .isPresent();
    return isTaken || isOfAnother;
  }

  private static Turn note(ModelRun run, RetrainingEvent event, Change change) {
    ModelRun next =
        ModelRun.newBuilder(run)
            .setEvents(with(run.getEvents(), event.getId()))
            .setNoted(run.getNoted() + 1)
            .setChangedBy(change.by())
            .setChangedAt(change.at())
            .build();
    return Turn.of("model-run.note", next, List.of());
  }

  private static Turn begin(
      Optional<ModelRun> last,
      RetrainingEvent event,
      Retraining terms,
      ModelVersion champion,
      Change change) {
    String detail = detail(event);
    ModelRun run =
        ModelRun.newBuilder()
            .setPipeline(event.getPipeline())
            .setId(event.getId())
            .setNumber(last.map(ModelRun::getNumber).orElse(0) + 1)
            .setCause(
                new RunCause(
                    event.getReason(), event.getModelVersion(), detail, event.getDetectedAt()))
            .setState(RunState.DETECTED)
            .setAttempt(1)
            .setSince(change.at())
            .setBegunAt(change.at())
            .setTerms(
                new RunTerms(terms.getCanary(), terms.getMinAccuracyGain(), terms.getApproval()))
            .setChampion(champion.getVersion())
            .setEvaluation(Map.of())
            .setLeftover(RunLeftover.NOTHING)
            .setRemains(last.map(ModelRun::getRemains).orElse(List.of()))
            .setEvents(with(last.map(ModelRun::getEvents).orElse(List.of()), event.getId()))
            .setNoted(0)
            .setReason("A better model is wanted: " + detail + ".")
            .setChangedBy(change.by())
            .setChangedAt(change.at())
            .build();
    return Turn.of("model-run.begin", run, List.of());
  }

  private static String detail(RetrainingEvent event) {
    String reason = event.getReason().name().toLowerCase(Locale.ROOT);
    if (event.getEvidence().isEmpty()) {
      return reason;
    }
    Evidence strongest = event.getEvidence().get(0);
    String where = strongest.getFeature() == null ? "" : " of " + strongest.getFeature();
    return String.format(
        Locale.ROOT,
        "%s, %s%s is %.4g and was held against %.4g",
        reason,
        strongest.getName(),
        where,
        strongest.getValue(),
        strongest.getThreshold());
  }

  private static List<String> with(List<String> events, String id) {
    List<String> all = new ArrayList<>(events);
    all.add(id);
    return List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size()));
  }
}
