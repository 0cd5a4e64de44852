package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.queue.LaneQueue;
import dev.millrace.inference.domain.queue.LaneQueue.Lanes;
import dev.millrace.inference.domain.queue.LaneWeights;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.inference.domain.quota.CallWindow;
import dev.millrace.inference.domain.quota.CircuitBreaker;
import dev.millrace.inference.domain.quota.Quota;
import dev.millrace.inference.domain.quota.QuotaLimits;
import dev.millrace.inference.domain.quota.Reservation;
import dev.millrace.inference.domain.quota.TokenForecast;
import dev.millrace.record.Lane;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls through as fast as the quotas of their models allow, and says whose turn it is: each
 * tenant gets an equal share of a model's tokens, and interactive calls go before bulk.
 *
 * <p><i>Shape</i>: a line for each model, so that a model whose quota is used up keeps nobody else
 * waiting; models take turns for the calls that may be under way in all.
 *
 * <p><i>Threads</i>: may be told by many. Who need not wait gets the turn at once, on its own
 * thread; all others on the executor's, never while this desk is locked.
 */
final class CallDesk {

  /** Of the calls under way, bulk may have as many; the others stay free for interactive ones. */
  private static final double BULK_SHARE = 0.75;

  /** What says that a model, or the way to it, is out of order, whatever it is asked. */
  private static final Set<Cause> OUT_OF_ORDER =
      EnumSet.of(
          Cause.UNAVAILABLE,
          Cause.TIMEOUT,
          Cause.TRANSPORT,
          Cause.ENDPOINT_ERROR,
          Cause.MODEL_NOT_READY);

  /** How soon a waiting call is told that its deadline has passed, or that it is stopped. */
  private static final Duration SWEEP = Duration.ofMillis(500);

  /** Runs something when a pause is over. */
  @FunctionalInterface
  interface Timer {
    void after(Duration pause, Runnable task);
  }

  /** The end of waiting. */
  sealed interface Turn {

    /** The call may be made. */
    record Come(Permit permit) implements Turn {}

    /** The model is out of order, and another stands in for it. */
    record Elsewhere() implements Turn {}

    /** Nobody wants its answer any more. */
    record Late() implements Turn {}

    /** Somebody has stopped its pipeline, its tenant or its model. */
    record Stopped() implements Turn {}
  }

  /** Leave to make one call; has to be given back. */
  interface Permit {

    /** Makes the call; the future may fail for a defect. Before {@link #end}, if at all. */
    default CompletableFuture<CallResult> make(
        ModelCall call, Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
      return endpoint.apply(call);
    }

    /** How long to wait before the call is made again; those who shared it wait equally long. */
    default Duration agreed(Duration pause) {
      return pause;
    }

    /**
     * The call has ended, and what follows from it is done; nothing where it was not made at all.
     */
    void end(Optional<CallResult> result);
  }

  /**
   * On what terms a call waits.
   *
   * @param hasFallback whether another model stands in for that of the call
   * @param goesOn whether its request, or one of those who share it, was called for before
   */
  record Terms(Lane lane, Instant deadline, boolean hasFallback, boolean goesOn) {}

  private record Waiting(ModelCall call, Terms terms, CompletableFuture<Turn> turn) {

    Lane lane() {
      return terms.lane();
    }
  }

  /** A turn that somebody has to be told of. */
  private record Grant(Waiting to, Turn turn) {}

  /** What stands before one model. */
  private final class Counter {

    private final LaneQueue<Waiting> line =
        new LaneQueue<>(one -> weights.apply(one.call().pipeline()));
    private final CallWindow window;
    private final @Nullable Quota quota;
    private final CircuitBreaker breaker = new CircuitBreaker();
    private int bulkUnderWay;

    Counter(@Nullable QuotaLimits quota) {
      this.window = new CallWindow(limits.callsAtOnce());
      this.quota = quota == null ? null : new Quota(quota, nanos());
    }

    Lanes open() {
      return bulkUnderWay < Math.max(1, (int) (BULK_SHARE * window.size()))
          ? Lanes.ALL
          : Lanes.INTERACTIVE_ONLY;
    }
  }

  private final CallLimits limits;
  private final InstantSource clock;
  private final Timer timer;
  private final Executor executor;
  private final Predicate<ModelCall> stopped;
  private final Function<String, LaneWeights> weights;
  private final TokenForecast forecast = new TokenForecast();
  private final Map<String, Counter> counters = new HashMap<>();

  /** Models in the order in which they take turns. */
  private final Deque<Counter> turns = new ArrayDeque<>();

  private int underWay;
  private boolean sweeping;

  /** Requests that were called for and have not ended. */
  private int begun;

  /** Present from when no further request may begin; done when all that had begun have ended. */
  private @Nullable CompletableFuture<Void> rest;

  /** When the line is looked at next, in nanoseconds; only then, if not told anything before. */
  private long wakeAt = Long.MAX_VALUE;

  /**
   * A desk without anybody in line.
   *
   * @param stopped whether a call may not begin; asked again for as long as it waits
   * @param weights of the lanes of a pipeline
   */
  CallDesk(
      CallLimits limits,
      InstantSource clock,
      Timer timer,
      Executor executor,
      Predicate<ModelCall> stopped,
      Function<String, LaneWeights> weights) {
    this.limits = limits;
    this.clock = clock;
    this.timer = timer;
    this.executor = executor;
    this.stopped = stopped;
    this.weights = weights;
  }

  /** Gets into line; the future never fails, and never ends where it is too late to begin. */
  CompletableFuture<Turn> ask(ModelCall call, Terms terms) {
    Waiting own = new Waiting(call, terms, new CompletableFuture<>());
    Optional<Turn> atOnce = Optional.empty();
    synchronized (this) {
      if (rest != null && !terms.goesOn()) {
        return own.turn();
      }
      Counter counter = counters.computeIfAbsent(call.route().modelId(), this::counter);
      if (terms.hasFallback() && !counter.breaker.lets(nanos())) {
        return CompletableFuture.completedFuture(new Turn.Elsewhere());
      }
      counter.line.add(terms.lane(), call.tenant(), own, (double) forecast.of(call).expected());
      for (Grant grant : serve()) {
        if (grant.to().equals(own)) {
          atOnce = Optional.of(grant.turn());
        } else {
          tell(grant);
        }
      }
      if (atOnce.isEmpty() && !sweeping) {
        sweeping = true;
        timer.after(SWEEP, this::sweep);
      }
    }
    atOnce.ifPresent(own.turn()::complete);
    return own.turn();
  }

  /** A request is called for, for the first time; it ends when the future does. */
  void begins(CompletableFuture<?> end) {
    synchronized (this) {
      begun++;
    }
    CompletableFuture<?> unused = end.whenComplete((settled, defect) -> ended());
  }

  private synchronized void ended() {
    begun--;
    endRest();
  }

  /**
   * Lets no further request begin; those that were called for go on, because what was paid for them
   * is known to them alone.
   *
   * @return ends when the last of them has; never fails
   */
  synchronized CompletableFuture<Void> rest() {
    if (rest == null) {
      rest = new CompletableFuture<>();
      for (Counter counter : turns) {
        List<Waiting> unused = counter.line.removeIf(one -> !one.terms().goesOn());
      }
      endRest();
    }
    return rest;
  }

  private void endRest() {
    if (rest != null && underWay == 0 && begun == 0) {
      CompletableFuture<Void> resting = rest;
      executor.execute(() -> resting.complete(null));
    }
  }

  private Counter counter(String modelId) {
    Counter counter = new Counter(limits.quotas().get(modelId));
    turns.add(counter);
    return counter;
  }

  private void tell(Grant grant) {
    executor.execute(() -> grant.to().turn().complete(grant.turn()));
  }

  /** Takes out all whose turn has come; one of each model at a time. */
  private List<Grant> serve() {
    List<Grant> grants = new ArrayList<>();
    long earliest = Long.MAX_VALUE;
    int without = 0;
    while (underWay < limits.callsAtOnce() && without < turns.size()) {
      Counter counter = turns.remove();
      turns.add(counter);
      long pause = pause(counter);
      if (pause == 0) {
        Waiting next = counter.line.poll(counter.open()).orElseThrow();
        grants.add(new Grant(next, new Turn.Come(begin(counter, next))));
        without = 0;
      } else {
        earliest = Math.min(earliest, pause);
        without++;
      }
    }
    wakeIn(earliest);
    return grants;
  }

  /** Nanoseconds until the next of the line may go; without end where somebody has to end first. */
  private long pause(Counter counter) {
    if (!counter.window.isOpen()) {
      return Long.MAX_VALUE;
    }
    Optional<Waiting> next = counter.line.peek(counter.open());
    if (next.isEmpty()) {
      return Long.MAX_VALUE;
    }
    Quota quota = counter.quota;
    return quota == null ? 0 : quota.waitFor(forecast.of(next.get().call()), nanos());
  }

  private Permit begin(Counter counter, Waiting next) {
    Reservation reservation = forecast.of(next.call());
    if (counter.quota != null) {
      counter.quota.take(reservation, nanos());
    }
    counter.window.begin();
    counter.bulkUnderWay += next.lane() == Lane.BULK ? 1 : 0;
    underWay++;
    return result -> end(counter, next, reservation, result);
  }

  private synchronized void end(
      Counter counter, Waiting ended, Reservation reservation, Optional<CallResult> result) {
    underWay--;
    counter.bulkUnderWay -= ended.lane() == Lane.BULK ? 1 : 0;
    boolean throttled =
        result.isPresent()
            && result.get() instanceof CallResult.Failed failed
            && failed.cause() == Cause.THROTTLED;
    if (throttled) {
      counter.window.throttled(nanos());
    } else {
      counter.window.end();
    }
    note(counter, result);
    usage(result).ifPresent(usage -> forecast.learn(ended.call(), usage));
    if (counter.quota != null) {
      counter.quota.settle(reservation, QuotaUse.of(ended.call(), reservation, result), nanos());
    }
    serve().forEach(this::tell);
    endRest();
  }

  private void note(Counter counter, Optional<CallResult> result) {
    if (result.isPresent() && result.get() instanceof CallResult.Answered) {
      counter.breaker.answered();
    } else if (result.isPresent()
        && OUT_OF_ORDER.contains(((CallResult.Failed) result.get()).cause())) {
      counter.breaker.failed(nanos());
      if (!counter.breaker.isClosed()) {
        for (Waiting one : counter.line.removeIf(one -> one.terms().hasFallback())) {
          tell(new Grant(one, new Turn.Elsewhere()));
        }
      }
    }
  }

  private static Optional<TokenUsage> usage(Optional<CallResult> result) {
    return result.isPresent() && result.get() instanceof CallResult.Answered answered
        ? answered.report().usage()
        : Optional.empty();
  }

  private void wakeIn(long pause) {
    if (pause == Long.MAX_VALUE || nanos() + pause >= wakeAt) {
      return;
    }
    wakeAt = nanos() + pause;
    timer.after(
        Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(pause) + 1),
        () -> {
          synchronized (this) {
            wakeAt = Long.MAX_VALUE;
            serve().forEach(this::tell);
          }
        });
  }

  /** Tells those whom waiting has made too late, and those who are stopped. */
  private synchronized void sweep() {
    Instant now = clock.instant();
    for (Counter counter : turns) {
      for (Waiting late : counter.line.removeIf(one -> !now.isBefore(one.terms().deadline()))) {
        tell(new Grant(late, new Turn.Late()));
      }
      for (Waiting one : counter.line.removeIf(one -> stopped.test(one.call()))) {
        tell(new Grant(one, new Turn.Stopped()));
      }
    }
    sweeping = turns.stream().anyMatch(counter -> counter.line.size() > 0);
    if (sweeping) {
      timer.after(SWEEP, this::sweep);
    }
  }

  private long nanos() {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
