package dev.millrace.local.domain;

import dev.millrace.record.Evidence;
import dev.millrace.record.ModelRun;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the models of one pipeline, each thing once and in order: reasons to train a
 * better one, and the states of the runs that come of them.
 *
 * <p><i>Threads</i>: one.
 */
public final class LoopStory {

  private static final int PERCENT = 100;

  private final List<Milestone> milestones = new ArrayList<>();
  private @Nullable ModelRun newest;
  private int promotions;

  /** Takes a reason into account. */
  public void take(RetrainingEvent event, Instant seen) {
    add(Milestone.ALARM, seen, "a better model than version " + reason(event));
  }

  /** Takes what is written of a run into account; what changes no state says nothing new. */
  public void take(ModelRun run) {
    ModelRun before = newest;
    newest = run;
    if (before != null && isSame(before, run)) {
      return;
    }
    promotions += run.getState() == RunState.PROMOTED ? 1 : 0;
    add(run.getState().name().toLowerCase(Locale.ROOT), run.getSince(), detail(run));
  }

  /** All of it, in order. */
  public List<Milestone> milestones() {
    return List.copyOf(milestones);
  }

  /** How many candidates have become champion. */
  public int promotions() {
    return promotions;
  }

  /** The newest run, as it was written last. */
  public Optional<ModelRun> run() {
    return Optional.ofNullable(newest);
  }

  /** Clocks of several threads may differ by a moment; the order of the records counts. */
  private void add(String name, Instant at, String detail) {
    Instant last = milestones.isEmpty() ? at : milestones.get(milestones.size() - 1).at();
    milestones.add(new Milestone(name, at.isBefore(last) ? last : at, detail));
  }

  private static boolean isSame(ModelRun one, ModelRun other) {
    return one.getNumber() == other.getNumber()
        && one.getState() == other.getState()
        && one.getSince().equals(other.getSince());
  }

  private static String reason(RetrainingEvent event) {
    String reason = event.getReason().name().toLowerCase(Locale.ROOT);
    if (event.getEvidence().isEmpty()) {
      return event.getModelVersion() + " is wanted: " + reason;
    }
    Evidence strongest = event.getEvidence().get(0);
    String where = strongest.getFeature() == null ? "" : " of " + strongest.getFeature();
    return String.format(
        Locale.ROOT,
        "%d is wanted: %s, %s%s is %.3g and was held against %.3g",
        event.getModelVersion(),
        reason,
        strongest.getName(),
        where,
        strongest.getValue(),
        strongest.getThreshold());
  }

  private static String detail(ModelRun run) {
    String share =
        run.getState() == RunState.CANARY && run.getShare() != null
            ? String.format(
                Locale.ROOT,
                "version %d serves %.0f %% of the traffic: ",
                run.getVersion(),
                PERCENT * run.getTerms().getShares().get(run.getShare()))
            : "";
    return share + run.getReason();
  }
}
