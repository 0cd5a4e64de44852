package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.queue.LaneQueue;
import dev.millrace.inference.domain.queue.LaneWeights;
import dev.millrace.inference.domain.queue.Places;
import dev.millrace.inference.domain.queue.UnwrittenAnswers;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.inference.domain.quota.CallWindow;
import dev.millrace.inference.domain.quota.Quota;
import dev.millrace.inference.domain.quota.QuotaLimits;
import dev.millrace.inference.domain.quota.Reservation;
import dev.millrace.inference.domain.quota.TokenForecast;
import dev.millrace.record.Lane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls through as fast as the quotas of their models allow, and says whose turn it is: each
 * tenant gets an equal share of a model's tokens, interactive calls go before bulk, and a place is
 * kept for tenants that have no call under way. Nobody is let through while too many answers are
 * not written yet.
 *
 * <p><i>Shape</i>: a line for each model, so that a model whose quota is used up keeps nobody else
 * waiting; models take turns for the calls that may be under way in all.
 *
 * <p><i>Threads</i>: may be told by many. Who need not wait gets the turn at once, on its own
 * thread; all others on the executor's, never while this desk is locked.
 */
final class CallDesk {

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
  private record Counter(LaneQueue<Waiting> line, ModelCapacity capacity) {}

  private final CallLimits limits;
  private final Places places;
  private final UnwrittenAnswers unwritten;
  private final InstantSource clock;
  private final Timer timer;
  private final Executor executor;
  private final Predicate<ModelCall> stopped;
  private final Function<String, LaneWeights> weights;
  private final TokenForecast forecast = new TokenForecast();
  private final Map<String, Counter> counters = new HashMap<>();

  /** Models in the order in which they take turns. */
  private final Deque<Counter> turns = new ArrayDeque<>();

  private Consumer<String> newModels = model -> {};

  /** Calls under way beside those that have a place. */
  private int spare;

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
    this.places = new Places(limits.callsAtOnce(), limits.newcomersAtOnce());
    this.unwritten = new UnwrittenAnswers(limits.requestsAtOnce());
    this.clock = clock;
    this.timer = timer;
    this.executor = executor;
    this.stopped = stopped;
    this.weights = weights;
  }

  /** Tells of each model when it is asked for the first time; to be set before any is. */
  synchronized void tellOfModels(Consumer<String> watcher) {
    newModels = watcher;
  }

  /** How a model stands. */
  synchronized ModelStanding standing(String modelId) {
    Counter counter = counters.get(modelId);
    QuotaLimits quota = limits.quotas().get(modelId);
    return counter == null
        ? ModelStanding.IDLE
        : counter
            .capacity()
            .standing(counter.line(), quota == null ? null : quota.tokensPerMinute(), nanos());
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
      if (terms.hasFallback() && !counter.capacity().breaker().lets(nanos())) {
        return CompletableFuture.completedFuture(new Turn.Elsewhere());
      }
      counter.line().add(terms.lane(), call.tenant(), own, (double) forecast.of(call).expected());
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

  /**
   * Leave for a call that nobody waits for, and that takes only what nobody else asks of its model;
   * absent where there is nothing to spare. It is none of the calls at once, opens no breaker and
   * narrows no window; a stop that has begun waits for its end.
   */
  synchronized Optional<Permit> spare(ModelCall call) {
    Counter counter = counters.computeIfAbsent(call.route().modelId(), this::counter);
    Reservation reservation = forecast.of(call);
    if (rest != null
        || counter.line().size() > 0
        || unwritten.areTooMany()
        || !counter.capacity().spares(reservation, nanos())) {
      return Optional.empty();
    }
    counter.capacity().beginSpare(reservation, nanos());
    spare++;
    return Optional.of(result -> endSpare(counter, call, reservation, new Verdict(result)));
  }

  private synchronized void endSpare(
      Counter counter, ModelCall ended, Reservation reservation, Verdict verdict) {
    spare--;
    counter.capacity().endSpare(verdict, nanos());
    settle(counter, ended, reservation, verdict);
  }

  /** Answers that are not written: while they are too many, no call begins. */
  UnwrittenAnswers unwritten() {
    return unwritten;
  }

  /** One of those is written. */
  void written(int share) {
    if (unwritten.remove(share)) {
      synchronized (this) {
        serve().forEach(this::tell);
      }
    }
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
        List<Waiting> unused = counter.line().removeIf(one -> !one.terms().goesOn());
      }
      endRest();
    }
    return rest;
  }

  private void endRest() {
    if (rest != null && places.taken() + spare + begun == 0) {
      CompletableFuture<Void> resting = rest;
      executor.execute(() -> resting.complete(null));
    }
  }

  private Counter counter(String modelId) {
    QuotaLimits quota = limits.quotas().get(modelId);
    Counter counter =
        new Counter(
            new LaneQueue<>(one -> weights.apply(one.call().pipeline())),
            new ModelCapacity(
                new CallWindow(limits.requestsAtOnce()),
                quota == null ? null : new Quota(quota, nanos())));
    turns.add(counter);
    newModels.accept(modelId);
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
    while (!unwritten.areTooMany() && places.hasFree() && without < turns.size()) {
      Counter counter = turns.remove();
      turns.add(counter);
      long pause = pause(counter);
      if (pause == 0) {
        Waiting next = counter.line().poll(counter.capacity().open(), this::hasPlace).orElseThrow();
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
    ModelCapacity capacity = counter.capacity();
    return (capacity.isOpen()
            ? counter.line().peek(capacity.open(), this::hasPlace)
            : Optional.<Waiting>empty())
        .map(next -> capacity.waitFor(forecast.of(next.call()), nanos()))
        .orElse(Long.MAX_VALUE);
  }

  private boolean hasPlace(Waiting next) {
    return places.hasFreeFor(next.call().tenant());
  }

  private Permit begin(Counter counter, Waiting next) {
    Reservation reservation = forecast.of(next.call());
    counter.capacity().begin(next.lane(), reservation, nanos());
    places.take(next.call().tenant());
    return result -> end(counter, next, reservation, result);
  }

  private synchronized void end(
      Counter counter, Waiting ended, Reservation reservation, Optional<CallResult> result) {
    places.leave(ended.call().tenant());
    Verdict verdict = new Verdict(result);
    counter.capacity().end(ended.lane(), verdict, nanos());
    if (verdict.isOutOfOrder() && !counter.capacity().breaker().isClosed()) {
      for (Waiting one : counter.line().removeIf(one -> one.terms().hasFallback())) {
        tell(new Grant(one, new Turn.Elsewhere()));
      }
    }
    settle(counter, ended.call(), reservation, verdict);
  }

  private void settle(Counter counter, ModelCall ended, Reservation reservation, Verdict verdict) {
    verdict.usage().ifPresent(usage -> forecast.learn(ended, usage));
    counter.capacity().settle(ended, reservation, verdict, nanos());
    serve().forEach(this::tell);
    endRest();
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
    try {
      tellEnded(clock.instant());
    } finally {
      sweeping = turns.stream().anyMatch(counter -> counter.line().size() > 0);
      if (sweeping) {
        timer.after(SWEEP, this::sweep);
      }
    }
  }

  private void tellEnded(Instant now) {
    for (Counter counter : turns) {
      for (Waiting late : counter.line().removeIf(one -> !now.isBefore(one.terms().deadline()))) {
        tell(new Grant(late, new Turn.Late()));
      }
      for (Waiting one : counter.line().removeIf(one -> stopped.test(one.call()))) {
        tell(new Grant(one, new Turn.Stopped()));
      }
    }
  }

  private long nanos() {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
