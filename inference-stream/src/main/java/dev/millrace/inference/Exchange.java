package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.DeadLetters;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Policy;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.RequestCourse;
import dev.millrace.inference.domain.Routes;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.Step;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  /**
   * What a request may have to wait for: a while, its turn, or a batch job.
   *
   * @param held told when a job is waited for
   */
  record Waits(PauseTimer timer, SharedCalls calls, BulkCalls jobs, Runnable held) {

    /** Without jobs. */
    Waits(PauseTimer timer, SharedCalls calls) {
      this(timer, calls, BulkCalls.none(), () -> {});
    }
  }

  private final Received received;
  private final InferenceRequest request;
  private final RequestCourse course;
  private final Surroundings surroundings;
  private final Waits waits;
  private boolean mayHaveJob = true;

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
    if (!end.isDone()) {
      follow(course.giveUp(cause, detail, surroundings.clock().instant()));
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
                route ->
                    course.rejoin(
                        routes
                            .map(known -> known.behind(route))
                            .orElseGet(() -> new Routes(List.of(route))),
                        policy))
            .orElseGet(() -> course.begin(routes, policy, surroundings.clock().instant())));
  }

  private void follow(Step step) {
    if (step instanceof Step.Line line && !waitsForJob(line)) {
      CompletableFuture<?> unused =
          waits
              .calls()
              .ask(
                  line,
                  new CallDesk.Terms(
                      request.getLane(),
                      request.getDeadline(),
                      line.otherwise().isPresent(),
                      begun))
              .thenAccept(this::turned);
    } else if (step instanceof Step.Line) {
      waits.held().run();
    } else if (step instanceof Step.Pause pause) {
      waits
          .timer()
          .after(
              pause.length(),
              () -> guarded(() -> follow(course.resume(surroundings.clock().instant()))));
    } else if (step instanceof Step.Settle settle) {
      end.complete(new Settled(received, settle.prediction(), deadLetter(settle.prediction())));
    } else {
      throw new AssertionError(step);
    }
  }

  /** A request is offered to the batch jobs once. */
  private boolean waitsForJob(Step.Line line) {
    Optional<CompletableFuture<BatchMember.End>> job =
        mayHaveJob
            ? waits.jobs().ask(line.call(), new BulkCalls.Coming(request, received.bytes(), end))
            : Optional.empty();
    mayHaveJob = false;
    job.ifPresent(
        waiting -> {
          CompletableFuture<?> unused = waiting.thenAccept(this::fetched);
        });
    return job.isPresent();
  }

  private synchronized void fetched(BatchMember.End over) {
    Instant now = surroundings.clock().instant();
    if (over instanceof BatchMember.End.Fetched fetched) {
      if (fetched.result() instanceof CallResult.Answered) {
        begins();
      }
      guarded(() -> follow(course.fetched(fetched.result(), fetched.startedAt(), now)));
    } else if (over instanceof BatchMember.End.AskNow) {
      guarded(() -> follow(course.resume(now)));
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
      guarded(() -> follow(course.late(surroundings.clock().instant())));
      return;
    }
    if (turn instanceof CallDesk.Turn.Elsewhere) {
      guarded(() -> follow(course.elsewhere(surroundings.clock().instant())));
      return;
    }
    if (turn instanceof CallDesk.Turn.Stopped) {
      guarded(() -> follow(course.resume(surroundings.clock().instant())));
      return;
    }
    CallDesk.Permit permit = ((CallDesk.Turn.Come) turn).permit();
    if (end.isDone()) {
      permit.end(Optional.empty());
      return;
    }
    guarded(() -> make(turned(permit), permit));
  }

  private Step turned(CallDesk.Permit permit) {
    try {
      return course.turn(surroundings.clock().instant());
    } catch (RuntimeException e) {
      permit.end(Optional.empty());
      throw e;
    }
  }

  private void make(Step step, CallDesk.Permit permit) {
    if (step instanceof Step.Call call) {
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
      follow(step);
    }
  }

  private CompletableFuture<CallResult> made(ModelCall call, CallDesk.Permit permit) {
    try {
      return permit.make(call, this::asked);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<CallResult> asked(ModelCall call) {
    return call.isStreamed()
        ? surroundings.stream(call, ChunkAddress.of(received, request))
        : surroundings.call(call);
  }

  private void called(
      @Nullable CallResult answer, @Nullable Throwable defect, CallDesk.Permit permit) {
    if (answer == null) {
      throw new IllegalStateException("a call ended without a result", defect);
    }
    Step step = course.after(answer, surroundings.clock().instant());
    follow(step instanceof Step.Pause pause ? agreed(pause, permit) : step);
  }

  /** A pause that all who shared the call make, but not beyond the own deadline. */
  private Step.Pause agreed(Step.Pause own, CallDesk.Permit permit) {
    Duration left = Duration.between(surroundings.clock().instant(), request.getDeadline());
    Duration agreed = permit.agreed(own.length());
    return new Step.Pause(agreed.compareTo(left) < 0 ? agreed : own.length());
  }

  private synchronized void guarded(Runnable step) {
    if (end.isDone()) {
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

  private @Nullable DeadLetter deadLetter(Prediction prediction) {
    if (prediction.getOutcome() != Outcome.FAILED) {
      return null;
    }
    return DeadLetters.failed(
        received,
        request,
        new DeadLetters.Failure(prediction.getCause(), prediction.getDetail()),
        prediction.getCompletedAt());
  }
}
