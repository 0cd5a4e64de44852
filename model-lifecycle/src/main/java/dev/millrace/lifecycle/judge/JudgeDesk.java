package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.lifecycle.offline.Models;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the answers that wait for their judges, in one session after the other.
 *
 * <p><i>Threads</i>: all on one, but that any may say that it is closing.
 *
 * <p><i>Failure</i>: where the log cannot be read or written, the session is over, and the next
 * round begins another.
 */
final class JudgeDesk {

  private static final Logger LOG = LoggerFactory.getLogger(JudgeDesk.class);

  private final Means means;
  private final JudgeModels models;
  private volatile boolean isClosing;
  private @Nullable JudgeSession session;

  /**
   * What it works with.
   *
   * @param longest after which no answer comes to a call any more
   * @param later runs something after a while
   * @param isErased whether a tenant was erased: none of its answers is put before a judge
   */
  record Means(
      Judges judges,
      VerdictLog.Opener log,
      Models models,
      JudgeSettings settings,
      InstantSource clock,
      Duration longest,
      Function<Duration, Executor> later,
      Predicate<String> isErased) {}

  JudgeDesk(Means means) {
    this.means = means;
    this.models = new JudgeModels(means.models());
  }

  /** Brings those of them before their judges that have not been there. */
  void round(List<Exchange> waiting) {
    try {
      JudgeSession known = session;
      if (known == null) {
        known = JudgeSession.begin(means, models);
        session = known;
      }
      known.hear(waiting, () -> isClosing);
      models.closeUnnamed(means.judges());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      endSession();
    } catch (IOException | RuntimeException e) {
      LOG.warn("no answers are rated now; it is tried again with the next round", e);
      endSession();
    }
  }

  /** Begins nothing more; the round that is under way ends with the calls that are. */
  void closing() {
    isClosing = true;
  }

  /** Closes what is open. */
  void end() {
    endSession();
    models.close();
  }

  private void endSession() {
    JudgeSession known = session;
    session = null;
    if (known != null) {
      known.close();
      models.settled();
    }
  }
}
