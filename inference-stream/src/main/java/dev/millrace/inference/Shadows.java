package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.RequestCourse;
import dev.millrace.inference.domain.RetryPolicy;
import dev.millrace.inference.domain.Routes;
import dev.millrace.inference.domain.Step;
import dev.millrace.inference.domain.budget.Booking;
import dev.millrace.inference.domain.queue.LaneQueue;
import dev.millrace.inference.domain.queue.LaneQueue.Lanes;
import dev.millrace.inference.domain.queue.LaneWeights;
import dev.millrace.platform.runtime.Omissions;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows requests that have ended to the candidates of their pipelines, which are asked once and
 * serve nobody: what they say goes to a topic of its own.
 *
 * <p><i>Shape</i>: a shadow begins when its request has its terminal record, so nothing of the
 * request can wait for it, and a request that ended before a crash is shown to nobody again. It
 * takes what is idle at the {@link CallDesk}, beside the calls at once; where nothing is, it waits,
 * by the shares of tenants, and is left out after {@link #PATIENCE}. Beyond {@value #MOST_HELD} of
 * them, or {@value #MOST_BYTES} bytes of their requests, further ones are left out at once.
 *
 * <p><i>Threads</i>: told by many; all but the calls themselves happens on the timer's.
 *
 * <p><i>Failure</i>: whatever becomes of a shadow, it ends in its own record or in the count of
 * those that were left out. A shadow that dies with the process is not begun again.
 */
final class Shadows implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);

  static final int MOST_HELD = 256;
  static final long MOST_BYTES = 16L * 1024 * 1024;

  /** Longer than quotas take to recover from a burst. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String STOPPED = "they were stopped, or came too late";
  private static final String NO_RESULT = "a call ended without a result";

  /** How soon those who wait find out that something is idle. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final CallDesk desk;
  private final Surroundings surroundings;
  private final InstantSource clock;
  private final CallDesk.Timer timer;
  private final Optional<BudgetGate> gate;
  private final RequestCourse.Rules rules;
  private final Omissions omissions;

  /** By model, in the order in which they take turns. */
  private final Map<String, LaneQueue<Shadow>> lines = new LinkedHashMap<>();

  private int underWay;
  private boolean looking;

  /** Waiting and under way; guarded by the monitor, as are their bytes. */
  private int held;

  private long heldBytes;

  /**
   * One request that is shown to one candidate.
   *
   * @param line what it waits to call
   * @param until when it waits no longer
   */
  private record Shadow(
      Received received, RequestCourse course, Step.Line line, Purse purse, Instant until) {

    ModelCall call() {
      return line.call();
    }
  }

  /** Nobody is shown anything yet. */
  Shadows(
      CallDesk desk, Surroundings surroundings, Optional<BudgetGate> gate, CallDesk.Timer timer) {
    this.desk = desk;
    this.gate = gate;
    this.surroundings = surroundings;
    this.clock = surroundings.clock();
    this.timer = timer;
    this.rules = once(surroundings.rules());
    this.omissions = Omissions.samples("shadow calls", clock);
  }

  /**
   * Shows a request that has ended to a candidate; unless no model was asked for it, or the very
   * same one.
   */
  void follow(Settled settled, InferenceRequest request, ModelRoute candidate) {
    Prediction served = settled.prediction();
    if (served == null
        || served.getAttempts().isEmpty()
        || candidate.modelId().equals(served.getModelId())) {
      return;
    }
    if (hold(settled.received().bytes())) {
      timer.after(Duration.ZERO, () -> arrive(settled.received(), request, candidate));
    } else {
      omissions.add("too many wait");
    }
  }

  /** Says what was left out and has not been told yet. */
  @Override
  public void close() {
    omissions.close();
  }

  /** How many were left out. */
  long leftOut() {
    return omissions.count();
  }

  /** Each is asked once: whether it may be asked, read and priced is as for all others. */
  private static RequestCourse.Rules once(RequestCourse.Rules rules) {
    return new RequestCourse.Rules(
        RetryPolicy.once(),
        rules.parser(),
        rules.pricing(),
        rules.switches(),
        rules.cache(),
        rules.lengths());
  }

  private void arrive(Received received, InferenceRequest request, ModelRoute candidate) {
    Instant now = clock.instant();
    RequestCourse course = new RequestCourse(request, now, rules);
    Optional<Step.Line> first =
        guarded(
            () ->
                course.begin(
                            Optional.of(new Routes(List.of(candidate))),
                            surroundings.policy(request.getPipeline()).once(),
                            now)
                        instanceof Step.Line line
                    ? Optional.of(line)
                    : Optional.empty());
    if (first.isEmpty()) {
      leave(received.bytes(), STOPPED);
      return;
    }
    lines
        .computeIfAbsent(candidate.modelId(), model -> new LaneQueue<>(one -> LaneWeights.DEFAULT))
        .add(
            Lane.BULK,
            request.getTenant(),
            new Shadow(received, course, first.get(), new Purse(gate, request), now.plus(PATIENCE)),
            (double) received.bytes());
    serve();
  }

  /** Lets those begin who may: one of each model at a time; whose turn it was goes last. */
  private void serve() {
    try {
      leaveLate();
      beginAll();
    } finally {
      lines.values().removeIf(line -> line.size() == 0);
      if (!lines.isEmpty() && !looking) {
        looking = true;
        timer.after(LOOK, this::look);
      }
    }
  }

  private void beginAll() {
    boolean served = true;
    while (served) {
      served = false;
      for (String model : List.copyOf(lines.keySet())) {
        LaneQueue<Shadow> line = Objects.requireNonNull(lines.get(model));
        if (beginNext(line)) {
          lines.remove(model);
          lines.put(model, line);
          served = true;
        }
      }
    }
  }

  private void look() {
    looking = false;
    serve();
  }

  private void leaveLate() {
    Instant now = clock.instant();
    for (LaneQueue<Shadow> line : lines.values()) {
      line.removeIf(one -> !now.isBefore(one.until()))
          .forEach(one -> leave(one.received().bytes(), "nothing was idle for so long"));
    }
  }

  private boolean beginNext(LaneQueue<Shadow> line) {
    Optional<Permit> permit =
        line.peek(Lanes.ALL)
            .filter(next -> underWay < surroundings.limits().spareAtOnce())
            .flatMap(next -> desk.spare(next.call()));
    permit.ifPresent(given -> begin(line.poll(Lanes.ALL).orElseThrow(), given));
    return permit.isPresent();
  }

  /** No shadow waits for money: it goes where there is some to spare, and is left out else. */
  private void begin(Shadow one, Permit permit) {
    underWay++;
    CompletableFuture<Optional<Booking>> answer =
        one.purse().reserve(one.line()).exceptionally(defect -> Optional.empty());
    if (answer.isDone()) {
      reserved(one, permit, answer.join());
    } else {
      CompletableFuture<?> unused =
          answer.thenAccept(
              given ->
                  timer.after(
                      Duration.ZERO,
                      () -> {
                        reserved(one, permit, given);
                        serve();
                      }));
    }
  }

  private void reserved(Shadow one, Permit permit, Optional<Booking> given) {
    if (one.purse().take(given, clock.instant())) {
      make(one, permit);
    } else {
      leave(one, permit, "budgets have nothing to spare");
    }
  }

  private void leave(Shadow one, Permit permit, String why) {
    underWay--;
    permit.end(Optional.empty());
    leave(one.received().bytes(), why);
  }

  private void make(Shadow one, Permit permit) {
    Optional<ModelCall> call =
        guarded(
            () ->
                one.course().turn(clock.instant()) instanceof Step.Call come
                    ? Optional.of(come.call())
                    : Optional.empty());
    if (call.isEmpty()) {
      one.purse().release();
      leave(one, permit, STOPPED);
      return;
    }
    one.purse().called();
    CompletableFuture<?> unused =
        made(one.received(), call.get())
            .whenComplete(
                (result, defect) -> {
                  Instant at = clock.instant();
                  timer.after(Duration.ZERO, () -> ended(one, permit, result, at));
                });
  }

  private CompletableFuture<CallResult> made(Received received, ModelCall call) {
    try {
      return surroundings.traces().beside(received, call, surroundings::call);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Its record is handed over before the desk hears of its end, for which a stop may wait. */
  private void ended(Shadow one, Permit permit, @Nullable CallResult result, Instant at) {
    try {
      if (guarded(() -> written(one, result, at)).isEmpty()) {
        omissions.add("of a defect, which the log tells of");
      }
    } finally {
      one.purse().settle(one.course().lastAttempt());
      underWay--;
      release(one.received().bytes());
      permit.end(Optional.ofNullable(result));
      serve();
    }
  }

  private Optional<Prediction> written(Shadow one, @Nullable CallResult result, Instant at) {
    Step step =
        result == null
            ? one.course().giveUp(Cause.INTERNAL_ERROR, NO_RESULT, at)
            : one.course().after(result, at);
    if (!(step instanceof Step.Settle settle)) {
      return Optional.empty();
    }
    surroundings.shadowed(one.received(), settle.prediction());
    return Optional.of(settle.prediction());
  }

  private void leave(long bytes, String why) {
    release(bytes);
    omissions.add(why);
  }

  private synchronized boolean hold(long bytes) {
    boolean fits = held < MOST_HELD && (held == 0 || heldBytes + bytes <= MOST_BYTES);
    if (fits) {
      held++;
      heldBytes += bytes;
    }
    return fits;
  }

  private synchronized void release(long bytes) {
    held--;
    heldBytes -= bytes;
  }

  /** A defect costs a sample, and nothing else. */
  private static <T> Optional<T> guarded(Supplier<Optional<T>> step) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      LOG.error("a shadow met a defect and ends", e);
      return Optional.empty();
    }
  }
}
