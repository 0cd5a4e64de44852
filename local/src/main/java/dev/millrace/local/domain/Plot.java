package dev.millrace.local.domain;

import dev.millrace.record.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plot of the demo: all is well, the world changes, answers get worse, and the loop makes them
 * good again.
 *
 * <p><i>Threads</i>: one.
 */
public final class Plot {

  /** How long all is well again at the end. */
  static final Duration GOOD_END = Duration.ofSeconds(15);

  private static final Set<RunState> SAD_ENDS =
      Set.of(RunState.REJECTED, RunState.ROLLED_BACK, RunState.ABORTED, RunState.FAILED);

  private final Terms terms;
  private final List<Milestone> milestones = new ArrayList<>();
  private int known;
  private int told;
  private @Nullable Instant changed;
  private boolean hasDropped;
  private @Nullable Instant promoted;
  private @Nullable Instant recovered;
  private boolean isOver;

  /**
   * What the plot goes by.
   *
   * @param begin when events begin to flow
   * @param calm how long all is well
   * @param latestEnd when it is over, whatever has happened
   * @param target share of right answers that is good
   */
  public record Terms(Instant begin, Duration calm, Instant latestEnd, double target) {}

  public Plot(Terms terms) {
    this.terms = terms;
    add("calm", terms.begin(), "events flow, and answers are as good as they ever were");
  }

  /**
   * Goes on.
   *
   * @param accuracy of the newest events, since {@link #turn}
   * @return what has happened since the look before, in order
   */
  public List<Milestone> look(Instant now, Optional<Accuracy> accuracy, LoopStory story) {
    turn(now, accuracy);
    for (Milestone milestone : story.milestones().subList(known, story.milestones().size())) {
      known++;
      if (!milestone.name().equals("detected")) {
        milestones.add(milestone);
      }
    }
    end(now, accuracy, story);
    List<Milestone> happened = List.copyOf(milestones.subList(told, milestones.size()));
    told = milestones.size();
    return happened;
  }

  /** Since when the newest events may be taken together: what was before is another time. */
  public Instant turn() {
    if (promoted != null) {
      return promoted;
    }
    return changed == null ? terms.begin() : changed;
  }

  public boolean hasChanged() {
    return changed != null;
  }

  /** Whether there is nothing more to wait for. */
  public boolean isOver() {
    return isOver;
  }

  /** Whether answers became good again. */
  public boolean hasRecovered() {
    return recovered != null;
  }

  /** All that happened, by time. */
  public List<Milestone> milestones() {
    return milestones.stream().sorted(Comparator.comparing(Milestone::at)).toList();
  }

  private void turn(Instant now, Optional<Accuracy> accuracy) {
    if (changed == null) {
      if (accuracy.isPresent() && !now.isBefore(terms.begin().plus(terms.calm()))) {
        changed = now;
        add("changed", now, "the world changes: people write of the same matters in other words");
      }
      return;
    }
    if (!hasDropped && promoted == null && isBelow(accuracy)) {
      hasDropped = true;
      add("worse", now, "answers get worse than the target");
    }
  }

  private void end(Instant now, Optional<Accuracy> accuracy, LoopStory story) {
    if (promoted == null && story.promotions() > 0) {
      promoted = now;
    } else if (promoted != null && recovered == null && accuracy.isPresent()) {
      if (!isBelow(accuracy)) {
        recovered = now;
        add("recovered", now, "answers are good again");
      }
    }
    boolean isSad = story.run().filter(run -> SAD_ENDS.contains(run.getState())).isPresent();
    isOver =
        (recovered != null && !now.isBefore(recovered.plus(GOOD_END)))
            || (promoted == null && isSad)
            || !now.isBefore(terms.latestEnd());
  }

  private boolean isBelow(Optional<Accuracy> accuracy) {
    return accuracy.filter(now -> now.share() < terms.target()).isPresent();
  }

  private void add(String name, Instant at, String detail) {
    milestones.add(new Milestone(name, at, detail));
  }
}
