package dev.millrace.publisher;

import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Omissions;
import dev.millrace.publisher.webhook.Message;
import dev.millrace.publisher.webhook.Receiver;
import dev.millrace.publisher.webhook.Receiver.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alerts to their receiver, one after the other, each until it is taken.
 *
 * <p><i>Failure</i>: an alert is done with once the receiver has it: it may get one twice, under
 * the same id, where this process dies between the two, or an answer was lost. While it takes none,
 * they wait in their topic, and health says so. One that it says it will never take is left out, in
 * the log and counted.
 *
 * <p><i>Threads</i>: for one; {@link #leftOut()} may be asked by others.
 */
final class AlertSender {

  private static final Logger LOG = LoggerFactory.getLogger(AlertSender.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** One attempt in vain is nothing to tell. */
  private static final int MANY_FAILURES = 3;

  private final Means means;
  private final String runbooks;
  private final Consumer<Health> watcher;
  private final Pauses pauses;
  private final Omissions leftOut;
  private int failures;
  private Instant nextAttempt = Instant.MIN;
  private @Nullable Message message;

  /** What it works with; stays the caller's. */
  record Means(
      Outbox outbox, Receiver receiver, Rest rest, InstantSource clock, RandomGenerator dice) {}

  /** Waits, or ends early because it is over. */
  interface Rest {
    void take(Duration time);
  }

  /**
   * Goes on with the oldest that is not taken.
   *
   * @param runbooks what the path of a runbook page is put behind
   * @param watcher is told after each attempt how it stands
   */
  AlertSender(Means means, String runbooks, Consumer<Health> watcher) {
    this.means = means;
    this.runbooks = runbooks;
    this.watcher = watcher;
    this.pauses = new Pauses(means.dice());
    this.leftOut = Omissions.losses("alerts that their receiver will never take", means.clock());
  }

  /** Sends one, or waits a little. */
  void turn() {
    if (message == null) {
      message = means.outbox().next(POLL).map(alert -> Message.of(alert, runbooks)).orElse(null);
      return;
    }
    Instant now = means.clock().instant();
    if (now.isBefore(nextAttempt)) {
      Duration left = Duration.between(now, nextAttempt);
      means.rest().take(left.compareTo(POLL) < 0 ? left : POLL);
      return;
    }
    attempt(message);
  }

  /** Alerts that the receiver will never take. */
  long leftOut() {
    return leftOut.count();
  }

  private void attempt(Message sent) {
    Outcome outcome = means.receiver().tell(sent);
    if (outcome instanceof Outcome.Taken) {
      done();
    } else if (outcome instanceof Outcome.Refused no) {
      leftOut.add(no.why());
      done();
    } else if (outcome instanceof Outcome.PutOff later) {
      failed(sent, later);
    } else {
      throw new AssertionError(outcome);
    }
  }

  private void done() {
    means.outbox().taken();
    message = null;
    failures = 0;
    nextAttempt = Instant.MIN;
    watcher.accept(new Health.Running());
  }

  private void failed(Message sent, Outcome.PutOff later) {
    failures++;
    means.outbox().stay();
    Duration pause = later.pause().orElseGet(() -> pauses.after(failures));
    nextAttempt = means.clock().instant().plus(pause);
    LOG.warn(
        "alert {} was not taken ({}): attempt {} in {} ms",
        sent.id(),
        later.why(),
        failures + 1,
        pause.toMillis());
    if (failures >= MANY_FAILURES) {
      watcher.accept(
          new Health.Impaired(
              "the receiver of alerts has not taken one "
                  + failures
                  + " times, lately because "
                  + later.why()
                  + "; "
                  + means.outbox().waiting()
                  + " wait in the topic alerts, which keeps them for 30 days"));
    }
  }
}
