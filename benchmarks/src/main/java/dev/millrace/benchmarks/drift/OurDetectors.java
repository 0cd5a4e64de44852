package dev.millrace.benchmarks.drift;

import dev.millrace.benchmarks.drift.Contestant.Origin;
import dev.millrace.platform.drift.domain.Adwin;
import dev.millrace.platform.drift.domain.EDetector;
import dev.millrace.platform.drift.domain.LearnedBound;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The detectors of drift-detector, with what they need to be left alone with a stream. */
final class OurDetectors {

  /** The setting that figures are of: ten false alarms in a million values at most. */
  static final double USUAL_RUN_LENGTH = 100_000;

  private static final int WARM_UP = 500;
  private static final int LOOK_EVERY = 32;

  private OurDetectors() {}

  /** Each with settings from careful to quick. */
  static List<Contestant> all() {
    return List.of(
        eDetector(1_000),
        eDetector(10_000),
        eDetector(USUAL_RUN_LENGTH),
        eDetector(1_000_000),
        adwin(0.05),
        adwin(Adwin.USUAL_DELTA),
        adwin(1e-4));
  }

  static Contestant eDetector(double averageRunLength) {
    return new Contestant(
        "e-detector",
        String.format(Locale.ROOT, "run length %.0f", averageRunLength),
        Origin.OURS,
        () -> new Learning(averageRunLength));
  }

  private static Contestant adwin(double delta) {
    return new Contestant("ADWIN (ours)", "delta " + delta, Origin.OURS, () -> new Rises(delta));
  }

  /** An e-detector whose bound is learnt as the job does, at the start and after each alarm. */
  private static final class Learning implements Detector {

    private final double averageRunLength;
    private LearnedBound learnt = new LearnedBound();
    private @Nullable EDetector detector;

    Learning(double averageRunLength) {
      this.averageRunLength = averageRunLength;
    }

    @Override
    public boolean alarms(double error) {
      EDetector watching = detector;
      if (watching != null && watching.alarms(error)) {
        learnt = new LearnedBound();
        detector = null;
        return true;
      }
      learnt.add(1, error);
      learnt.bound(WARM_UP).ifPresent(this::holdTo);
      return false;
    }

    private void holdTo(double bound) {
      EDetector before = detector;
      if (before == null) {
        detector = new EDetector(bound, averageRunLength);
      } else if (bound < before.bound()) {
        detector = before.heldTo(bound);
      }
    }
  }

  /** ADWIN sees falls too, which are no alarm for anybody here. */
  private static final class Rises implements Detector {

    private final Adwin window;

    Rises(double delta) {
      this.window = new Adwin(delta, LOOK_EVERY);
    }

    @Override
    public boolean alarms(double error) {
      double before = window.mean();
      return window.changes(error) && window.mean() > before;
    }
  }
}
