package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Policy;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.RequestCourse;
import dev.millrace.inference.domain.Routes;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.Step;
import dev.millrace.inference.domain.budget.Booking;
import dev.millrace.inference.domain.budget.Ruling;
import dev.millrace.record.InferenceRequest;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks one request along its {@link RequestCourse}: waits for its turns at the {@link CallDesk},
 * with or without others who share the call, or for a batch job; makes the calls, waits out the
 * pauses.
 *
 * <p><i>Threads</i>: told by the operator's, the SDK's, the timers' and the desk's; its monitor
 * lets in one at a time.
 *
 * <p><i>Failure</i>: a defect on the way ends the request as FAILED; it never stops the job, which
 * would pay for all requests under way once more.
 */
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final Received received;
  private final InferenceRequest request;
  private final RequestCourse course;
  private final Surroundings surroundings;
  private final Waits waits;
  private final Purse purse;
  private boolean mayHaveJob = true;
  private boolean isInJob;

  /** What the request waits in line for. */
  private Step.@Nullable Line inLine;

  /** Whether its terminal record is decided on. */
  private boolean isOver;

  /** Whether anything may have been paid for it that nobody else knows of. */
  private boolean begun;

  private final CompletableFuture<Settled> end = new CompletableFuture<>();
  private Optional<ModelRoute> shadow = Optional.empty();

  Exchange(Received received, InferenceRequest request, Surroundings surroundings, Waits waits) {
    this.received = received;
    this.request = request;
    this.surroundings = surroundings;
    this.waits = waits;
    this.course = new RequestCourse(request, surroundings.clock().instant(), surroundings.rules());
    this.purse = new Purse(waits.gate(), request);
  }

  /** Sets out. The future never fails. */
  CompletableFuture<Settled> begin() {
    guarded(this::setOut);
    return end;
  }

  /** Whom the request is shown when it has ended; absent where nobody is. */
  synchronized Optional<ModelRoute> shadow() {
    return shadow;
  }

  /** Ends at once, whatever is under way. */
  private synchronized void giveUp(Cause cause, String detail) {
    if (!isOver) {
      follow(course.giveUp(cause, detail, now()));
    }
  }

  private void setOut() {
    Optional<Routes> routes;
    try {
      routes = surroundings.routes(request.getPipeline(), received.keyOr(request.getRequestId()));
      shadow = routes.flatMap(Routes::shadow);
      surroundings
          .batching(request.getPipeline())
          .flatMap(batching -> Sharing.of(batching, request.getTask()))
          .ifPresent(course::share);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("model-versions cannot be read for request {}", request.getRequestId(), e);
      giveUp(
          Cause.INTERNAL_ERROR,
          "model-versions could not be read to find the champion of pipeline "
              + request.getPipeline()
              + ": see to the brokers, then send the event again under a new id");
      return;
    }
    Policy policy = surroundings.policy(request.getPipeline());
    follow(
        waits
            .jobs()
            .routeOf(request.getRequestId())
            .map(
                route -> {
                  isInJob = true;
                  purse.adopt();
                  return course.rejoin(
                      routes
                          .map(known -> known.behind(route))
                          .orElseGet(() -> new Routes(List.of(route))),
                      policy);
                })
            .orElseGet(() -> course.begin(routes, policy, now())));
  }

  private void follow(Step step) {
    if (step instanceof Step.Line line) {
      afford(line);
    } else if (step instanceof Step.Pause pause) {
      waits.timer().after(pause.length(), () -> guarded(() -> follow(course.resume(now()))));
    } else if (step instanceof Step.Settle settle) {
      settle(Settled.of(received, request, settle.prediction()));
    } else {
      throw new AssertionError(step);
    }
  }

  /** Its calls are settled in the ledger before its record is out: then none can be forgotten. */
  private void settle(Settled settled) {
    isOver = true;
    CompletableFuture<Void> books = purse.end();
    if (books.isDone()) {
      end.complete(settled);
    } else {
      CompletableFuture<?> unused = books.thenRun(() -> end.complete(settled));
    }
  }

  /** What budgets say comes before any waiting; what they say when its turn has come counts. */
  private void afford(Step.Line line) {
    Ruling ruling = purse.look(line);
    if (ruling instanceof Ruling.Go leave) {
      leave.notes().forEach(course::note);
      getInLine(line);
    } else if (ruling instanceof Ruling.Hold) {
      CompletableFuture<?> unused =
          purse.hold(line).thenRun(() -> guarded(() -> follow(course.resume(now()))));
    } else if (ruling instanceof Ruling.Degrade degrade) {
      follow(course.degrade(degrade.modelId(), degrade.note(), now()));
    } else if (ruling instanceof Ruling.Defer defer) {
      purse.defer();
      course.defer(defer.note());
      afford(line);
    } else if (ruling instanceof Ruling.Refuse refuse) {
      follow(course.unaffordable(refuse.cause(), refuse.detail(), refuse.note(), now()));
    } else {
      throw new AssertionError(ruling);
    }
  }

  private void getInLine(Step.Line line) {
    if (!mayHaveJob || !(isInJob || purse.mayWait(surroundings.jobs(request.getPipeline())))) {
      ask(line);
      return;
    }
    // A job makes its call when it likes, so the money is set aside before.
    CompletableFuture<?> unused =
        purse
            .reserve(line)
            .whenComplete(
                (given, defect) -> guarded(() -> goToJob(line, Objects.requireNonNull(given))));
  }

  private void goToJob(Step.Line line, Optional<Booking> given) {
    if (!purse.take(given, now())) {
      follow(course.resume(now()));
    } else if (waitsForJob(line)) {
      purse.called();
      waits.held().run();
    } else {
      purse.leaveJob();
      ask(line);
    }
  }

  private void ask(Step.Line line) {
    inLine = line;
    CompletableFuture<?> unused =
        waits
            .calls()
            .ask(
                line,
                new CallDesk.Terms(
                    purse.lane(), request.getDeadline(), line.otherwise().isPresent(), begun))
            .thenAccept(this::turned);
  }

  /** A request is offered to the batch jobs once. */
  private boolean waitsForJob(Step.Line line) {
    Optional<CompletableFuture<BatchMember.End>> job =
        waits
            .jobs()
            .ask(line.call(), new BulkCalls.Coming(purse.inItsLane(), received.bytes(), end));
    mayHaveJob = false;
    job.ifPresent(
        waiting -> {
          CompletableFuture<?> unused = waiting.thenAccept(this::fetched);
        });
    return job.isPresent();
  }

  private synchronized void fetched(BatchMember.End over) {
    Instant now = now();
    if (over instanceof BatchMember.End.Fetched fetched) {
      if (fetched.result() instanceof CallResult.Answered) {
        begins();
      }
      guarded(
          () -> {
            Step step = course.fetched(fetched.result(), fetched.startedAt(), now);
            purse.settle(course.lastAttempt());
            follow(step);
          });
    } else if (over instanceof BatchMember.End.AskNow) {
      guarded(
          () -> {
            purse.release();
            follow(course.resume(now));
          });
    } else {
      throw new AssertionError(over);
    }
  }

  /** A stop waits for its end from now on; where a job has only failed, it can be asked anew. */
  private void begins() {
    if (!begun) {
      begun = true;
      waits.calls().begins(end);
    }
  }

  /** What waited in line may have been given up in the meantime: then its turn goes back. */
  private synchronized void turned(CallDesk.Turn turn) {
    if (turn instanceof CallDesk.Turn.Late) {
      guarded(() -> follow(course.late(now())));
      return;
    }
    if (turn instanceof CallDesk.Turn.Elsewhere) {
      guarded(() -> follow(course.elsewhere(now())));
      return;
    }
    if (turn instanceof CallDesk.Turn.Stopped) {
      guarded(() -> follow(course.resume(now())));
      return;
    }
    Permit permit = ((CallDesk.Turn.Come) turn).permit();
    if (isOver) {
      permit.end(Optional.empty());
      return;
    }
    CompletableFuture<?> unused =
        purse
            .reserve(Objects.requireNonNull(inLine))
            .whenComplete(
                (given, defect) -> {
                  if (defect == null) {
                    reserved(given, permit);
                  } else {
                    unreserved(defect, permit);
                  }
                });
  }

  /** The call is made under what was given, or its turn goes back. */
  private synchronized void reserved(Optional<Booking> given, Permit permit) {
    boolean isPaid = purse.take(given, now());
    if (isOver) {
      permit.end(Optional.empty());
      purse.release();
    } else if (isPaid) {
      guarded(() -> make(turned(permit), permit));
    } else {
      permit.end(Optional.empty());
      guarded(() -> follow(course.resume(now())));
    }
  }

  private synchronized void unreserved(Throwable defect, Permit permit) {
    permit.end(Optional.empty());
    guarded(
        () -> {
          throw new IllegalStateException("money could not be set aside", defect);
        });
  }

  private Step turned(Permit permit) {
    try {
      return course.turn(now());
    } catch (RuntimeException e) {
      permit.end(Optional.empty());
      throw e;
    }
  }

  private void make(Step step, Permit permit) {
    if (step instanceof Step.Call call) {
      purse.called();
      begins();
      CompletableFuture<?> unused =
          made(call.call(), permit)
              .whenComplete(
                  (answer, defect) -> {
                    try {
                      guarded(() -> called(answer, defect, permit));
                    } finally {
                      permit.end(Optional.ofNullable(answer));
                    }
                  });
    } else {
      permit.end(Optional.empty());
      purse.release();
      follow(step);
    }
  }

  private CompletableFuture<CallResult> made(ModelCall call, Permit permit) {
    try {
      return permit.make(call, one -> surroundings.traces().alone(one, this::asked));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<CallResult> asked(ModelCall call) {
    return call.isStreamed()
        ? surroundings.stream(call, ChunkAddress.of(received, request, surroundings.traces()))
        : surroundings.call(call);
  }

  private void called(@Nullable CallResult answer, @Nullable Throwable defect, Permit permit) {
    if (answer == null) {
      throw new IllegalStateException("a call ended without a result", defect);
    }
    Step step = course.after(answer, now());
    purse.settle(course.lastAttempt());
    follow(step instanceof Step.Pause pause ? agreed(pause, permit) : step);
  }

  /** A pause that all who shared the call make, but not beyond the own deadline. */
  private Step.Pause agreed(Step.Pause own, Permit permit) {
    Duration left = Duration.between(now(), request.getDeadline());
    Duration agreed = permit.agreed(own.length());
    return new Step.Pause(agreed.compareTo(left) < 0 ? agreed : own.length());
  }

  private synchronized void guarded(Runnable step) {
    if (isOver) {
      return;
    }
    try {
      step.run();
    } catch (InterruptException e) {
      // The job is being stopped: the request comes again with the next start.
      LOG.debug("request {} was interrupted", request.getRequestId(), e);
    } catch (RuntimeException e) {
      broken(e);
    }
  }

  private void broken(RuntimeException defect) {
    LOG.error(
        "request {} of pipeline {} met a defect and fails",
        request.getRequestId(),
        request.getPipeline(),
        defect);
    giveUp(
        Cause.INTERNAL_ERROR,
        "a defect of inference-stream (" + defect.getClass().getSimpleName() + "): see its log");
  }

  private Instant now() {
    return surroundings.clock().instant();
  }
}
