package dev.millrace.publisher;

import dev.millrace.publisher.Sink.Outcome;
import dev.millrace.publisher.domain.Batch;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.publisher.domain.Terms;
import dev.millrace.publisher.domain.Windows;
import dev.millrace.schemas.metrics.Metric;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job, one turn after the other.
 *
 * <pre>
 * cost-metrics, quality-metrics, ─┬─> windows ─> batch ─> announce ─> send ─> write down
 * budget-status, dead-letters, ───┤      ^                                        │
 * model-runs ─────────────────────┘      └────────── published-windows <──────────┘
 * </pre>
 *
 * <p><i>Failure</i>: a batch is sent until it is taken, unchanged. Where it is refused, halves of
 * it are tried until the window is found that is not as it has to be, which is left out; where
 * several in a row are left out, a batch without windows has to be taken first. Between its sending
 * and its writing down nobody can know of it: where this process dies there, or the endpoint falls
 * silent, that one batch may be there twice. It is counted as uncertain, and counts itself at the
 * endpoint ({@link Metric#PUBLISHED_BATCHES}).
 *
 * <p><i>Threads</i>: for one.
 */
final class PublisherJob {

  private static final Logger LOG = LoggerFactory.getLogger(PublisherJob.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Windows change one by one when labels come late: a call is for many of them. */
  private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(10);

  /** Between two batches that say how this job and the others stand. */
  private static final Duration BEAT = Duration.ofMinutes(1);

  /** Some hundred megabytes; whatever else comes stays in Kafka. */
  private static final int MOST_WAITING = 200_000;

  /** No call carries as many. */
  private static final int ALL = Integer.MAX_VALUE;

  /** Where so many windows in a row are refused, it is not the windows. */
  private static final int MOST_LEFT_OUT = 3;

  private final Means means;
  private final Consumer<Standing> watcher;
  private final Windows windows;
  private final Pauses pauses;
  private final Untold untold = new Untold();
  private long next;
  private long unreadable;
  private long leftOut;
  private int leftOutInARow;
  private int failures;
  private String why = "";
  private Instant nextDraft = Instant.MIN;
  private Instant nextBeat = Instant.MIN;
  private Instant nextAttempt = Instant.MIN;
  private @Nullable Batch batch;

  /**
   * What the job works with; stays the caller's.
   *
   * @param inquiry how groups and windows stand, at a moment
   */
  record Means(
      Source source,
      Journal journal,
      Sink sink,
      Function<Instant, List<Sample>> inquiry,
      InstantSource clock,
      RandomGenerator dice) {}

  /**
   * Goes on where the journal ends.
   *
   * @param past what the journal says of earlier lives
   * @param watcher is told after each turn how the job stands
   */
  PublisherJob(Terms terms, Journal.Past past, Means means, Consumer<Standing> watcher) {
    this.means = means;
    this.watcher = watcher;
    this.windows = new Windows(terms);
    this.pauses = new Pauses(means.dice());
    past.told().forEach(windows::restore);
    next = past.mark().next();
    if (!past.mark().isDone()) {
      untold.add(Metric.PUBLISHED_UNCERTAIN, 1);
      LOG.warn(
          "batch {} was announced and not written down: if it was sent, its values are there twice",
          next);
    }
  }

  /** Takes what is there, and tells what is due. */
  void turn() {
    if (windows.waiting() < MOST_WAITING) {
      means.source().poll(POLL).forEach(found -> windows.take(found.reading(), found.place()));
    } else {
      means.source().rest(POLL);
    }
    Instant now = means.clock().instant();
    if (batch == null && isTime(now)) {
      batch = draft(now, ALL);
      means.journal().announce(next, offsets());
    }
    if (batch != null && !now.isBefore(nextAttempt)) {
      attempt(batch, now);
    }
    watcher.accept(new Standing(next - 1, windows.waiting(), failures, why));
  }

  private boolean isTime(Instant now) {
    return !now.isBefore(nextBeat) || (!now.isBefore(nextDraft) && windows.isDue(now));
  }

  private void attempt(Batch sent, Instant now) {
    Outcome outcome = means.sink().send(sent.datums());
    if (outcome instanceof Outcome.Sent) {
      done(sent, now);
    } else if (outcome instanceof Outcome.Refused no && sent.windows().size() > 1) {
      LOG.warn("batch {} was refused ({}): a half of it is tried", sent.number(), no.why());
      batch = draft(now, sent.windows().size() / 2);
      nextAttempt = now.plus(pauses.after(1));
    } else if (outcome instanceof Outcome.Refused no && sent.windows().size() == 1) {
      LOG.warn("the window {} was refused ({}) and is left out", sent.windows().keySet(), no.why());
      untold.add(Metric.PUBLISHED_LEFT_OUT, 1);
      windows.told(sent);
      leftOutInARow++;
      batch = draft(now, leftOutInARow < MOST_LEFT_OUT ? ALL : 0);
      nextAttempt = now.plus(pauses.after(1));
    } else if (outcome instanceof Outcome.Refused no) {
      // The clock may be wrong: what is sent next has the time of then.
      failed(no.why(), now);
      batch = draft(now, 0);
    } else if (outcome instanceof Outcome.PutOff later) {
      failed(later.why(), now);
    } else if (outcome instanceof Outcome.Unheard silence) {
      untold.add(Metric.PUBLISHED_UNCERTAIN, 1);
      failed(silence.why(), now);
    } else {
      throw new AssertionError(outcome);
    }
  }

  private void done(Batch sent, Instant now) {
    windows.told(sent);
    List<String> forgotten = windows.forget(now);
    means.journal().write(windows.written(sent), forgotten, offsets());
    untold.sent();
    untold.add(Metric.PUBLISHED_CORRECTIONS, sent.corrections());
    batch = null;
    next++;
    leftOutInARow = 0;
    failures = 0;
    why = "";
    nextDraft = windows.isDue(now) ? now : now.plus(BETWEEN_BATCHES);
  }

  private void failed(String reason, Instant now) {
    failures++;
    why = reason;
    Duration pause = pauses.after(failures);
    nextAttempt = now.plus(pause);
    LOG.warn(
        "batch {} was not taken ({}): attempt {} in {} ms",
        next,
        reason,
        failures + 1,
        pause.toMillis());
  }

  private Batch draft(Instant now, int most) {
    untold.add(Metric.PUBLISHED_LEFT_OUT, means.source().unreadable() - unreadable);
    unreadable = means.source().unreadable();
    untold.add(Metric.PUBLISHED_LEFT_OUT, windows.leftOut() - leftOut);
    leftOut = windows.leftOut();
    List<Sample> beside = new ArrayList<>(untold.draft(now));
    if (!now.isBefore(nextBeat)) {
      nextBeat = now.plus(BEAT);
      beside.addAll(means.inquiry().apply(now));
      beside.add(Untold.sample(Metric.PUBLISHING_WAITING, windows.waiting(), now));
    }
    return windows.draft(next, now, beside, most);
  }

  private Map<String, Long> offsets() {
    Map<String, Long> offsets = new HashMap<>(means.source().positions());
    windows.held().forEach((partition, held) -> offsets.merge(partition, held, Math::min));
    return offsets;
  }
}
