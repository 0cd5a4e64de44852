package dev.millrace.lifecycle.offline;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model many questions, so many at once, as long as time and money last.
 *
 * <p>Each call's upper bound is set aside before it: so the budget holds whatever the calls take. A
 * busy endpoint is asked again after a pause that doubles.
 *
 * <p><i>Threads</i>: all is decided on the calling one; answers come in on those of the model.
 */
public final class OfflineRun {

  private static final Duration SHORTEST = Duration.ofMillis(5);

  private final Model model;
  private final Terms terms;
  private final Purse purse;
  private final InstantSource clock;

  private final Deque<Call> fresh = new ArrayDeque<>();
  private final PriorityQueue<Call> waiting = new PriorityQueue<>(Comparator.comparing(Call::due));
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private int underWay;
  private @Nullable End stopped;

  /**
   * How a run goes.
   *
   * @param atOnce most calls under way
   * @param longest time after which nothing more is asked
   * @param mostCalls for one question
   * @param pause before the second call; doubles with each
   */
  public record Terms(int atOnce, Duration longest, int mostCalls, Duration pause) {

    public Terms {
      if (atOnce < 1 || mostCalls < 1) {
        throw new IllegalArgumentException("at least one call is needed");
      }
    }
  }

  /** How it ended. */
  public enum End {
    /** Every question was answered, or given up. */
    DONE,
    /** The budget was used up. */
    NO_MONEY,
    /** The time was over. */
    NO_TIME,
    /** The model has no price, so no budget can bound what it costs. */
    UNPRICED,
    /** Nobody wants it any more. */
    STOPPED
  }

  private record Call(Question question, int number, Instant due) {}

  private record Arrival(Call call, BigDecimal bound, Reply reply) {}

  public OfflineRun(Model model, Terms terms, Purse purse, InstantSource clock) {
    this.model = model;
    this.terms = terms;
    this.purse = purse;
    this.clock = clock;
  }

  /**
   * Asks; what is under way at the end of time or money is waited for.
   *
   * @param to given the last reply to each question, in the order in which they come
   */
  public End run(List<Question> questions, BiConsumer<Question, Reply> to)
      throws InterruptedException {
    Instant begun = clock.instant();
    questions.forEach(question -> fresh.add(new Call(question, 1, begun)));
    while (true) {
      begin(begun);
      if (underWay == 0 && (stopped != null || (fresh.isEmpty() && waiting.isEmpty()))) {
        return stopped == null ? End.DONE : stopped;
      }
      Arrival arrival = arrivals.poll(patience().toMillis(), TimeUnit.MILLISECONDS);
      if (arrival != null) {
        take(arrival, to);
      }
    }
  }

  private void begin(Instant begun) {
    while (stopped == null && underWay < terms.atOnce()) {
      if (purse.isShut()) {
        stopped = End.STOPPED;
        return;
      }
      Call call = next();
      if (call == null) {
        return;
      }
      if (!clock.instant().isBefore(begun.plus(terms.longest()))) {
        stopped = End.NO_TIME;
        return;
      }
      Optional<BigDecimal> known = model.bound(call.question());
      if (!purse.takes(known)) {
        stopped = End.UNPRICED;
        return;
      }
      BigDecimal bound = known.orElse(BigDecimal.ZERO);
      if (!purse.reserve(bound)) {
        // Calls under way may give something back: the last of them tells.
        if (underWay > 0) {
          fresh.addFirst(call);
          return;
        }
        stopped = End.NO_MONEY;
        return;
      }
      underWay++;
      CompletableFuture<Void> unused =
          model
              .ask(call.question())
              .thenAccept(reply -> arrivals.add(new Arrival(call, bound, reply)));
    }
  }

  /** One that has waited long enough, or a fresh one. */
  private @Nullable Call next() {
    Call call = waiting.peek();
    return call != null && !call.due().isAfter(clock.instant()) ? waiting.poll() : fresh.poll();
  }

  private void take(Arrival arrival, BiConsumer<Question, Reply> to) {
    underWay--;
    Reply reply = arrival.reply();
    purse.settle(
        arrival.bound(),
        switch (reply.paid()) {
          case AS_SAID -> reply.said().cost().orElse(arrival.bound());
          case NOTHING -> BigDecimal.ZERO;
          case UNKNOWN -> arrival.bound();
        });
    Call call = arrival.call();
    if (reply.next() == Reply.Next.ASK_AGAIN && call.number() < terms.mostCalls()) {
      Duration pause = terms.pause().multipliedBy(1L << Math.min(call.number() - 1, 10));
      waiting.add(new Call(call.question(), call.number() + 1, clock.instant().plus(pause)));
      return;
    }
    to.accept(call.question(), reply);
  }

  /** Until the next call is due; a while where only answers are awaited. */
  private Duration patience() {
    Call call = waiting.peek();
    if (call == null || underWay >= terms.atOnce()) {
      return Duration.ofSeconds(1);
    }
    Duration left = Duration.between(clock.instant(), call.due());
    // Not at once: where the budget is all set aside, only an answer helps.
    return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
  }
}
