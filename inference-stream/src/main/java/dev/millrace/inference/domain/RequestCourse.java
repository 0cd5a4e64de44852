package dev.millrace.inference.domain;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.inference.domain.AttemptLedger.Span;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The course of one request from its arrival to its terminal record: says what has to be done next
 * and is told what came of it.
 *
 * <p><i>Threads</i>: for one at a time. {@link #giveUp} may come in place of any other; after a
 * {@link Step.Settle} nothing may be told.
 */
public final class RequestCourse {

  /** Stop reasons with which the endpoint says that a rule stopped the model. */
  private static final Set<String> BLOCKED = Set.of("guardrail_intervened", "content_filtered");

  private static final Set<String> MALFORMED =
      Set.of("malformed_model_output", "malformed_tool_use", "tool_use");

  private final InferenceRequest request;
  private final Instant arrivedAt;
  private final RetryPolicy retries;
  private final AnswerParser parser;
  private final KillSwitches switches;
  private final AttemptLedger ledger;
  private @Nullable RouteWalk walk;
  private @Nullable ModelCall next;
  private @Nullable ModelCall underWay;
  private @Nullable Instant startedAt;
  private @Nullable Instant firstCallAt;

  /** What every course needs. */
  public record Rules(
      RetryPolicy retries, AnswerParser parser, Pricing pricing, KillSwitches switches) {}

  public RequestCourse(InferenceRequest request, Instant arrivedAt, Rules rules) {
    this.request = request;
    this.arrivedAt = arrivedAt;
    this.retries = rules.retries();
    this.parser = rules.parser();
    this.switches = rules.switches();
    this.ledger = new AttemptLedger(rules.pricing());
  }

  /** The first step. */
  public Step begin(Optional<Routes> found, Instant now) {
    if (found.isEmpty()) {
      return settle(
          now,
          Outcome.FAILED,
          Cause.UNKNOWN_PIPELINE,
          "pipeline "
              + request.getPipeline()
              + " has no champion in model-versions: apply its spec, then send the event again under a new id");
    }
    walk = new RouteWalk(found.get(), switches);
    return resume(now);
  }

  /** The step after a pause, and where a kill switch was found that stops the call in line. */
  public Step resume(Instant now) {
    if (!now.isBefore(request.getDeadline())) {
      return late(now);
    }
    Optional<String> stop =
        switches
            .against(request.getPipeline(), request.getTenant())
            .or(() -> known(walk).leaveStopped());
    if (stop.isPresent()) {
      return unasked(now, Cause.KILLED, stop.get());
    }
    next =
        new ModelCall(
            request.getRequestId(),
            request.getTenant(),
            request.getPipeline(),
            ledger.calls() + 1,
            known(walk).route(),
            PromptRenderer.render(request));
    return new Step.Line(next, known(walk).next());
  }

  /** The step where the model in line should not be asked now, and another stands in for it. */
  public Step elsewhere(Instant now) {
    // The other one may have been stopped meanwhile: then it is this one all the same.
    boolean unused = known(walk).moveOn();
    return resume(now);
  }

  /** The step when the call that waited in line may be made. */
  public Step turn(Instant now) {
    ModelCall call = known(next);
    next = null;
    if (!now.isBefore(request.getDeadline())) {
      return late(now);
    }
    if (switches.stop(call)) {
      return resume(now);
    }
    underWay = call;
    startedAt = now;
    known(walk).called();
    firstCallAt = firstCallAt == null ? now : firstCallAt;
    return new Step.Call(call);
  }

  /** The last step, because the deadline has passed. */
  public Step.Settle late(Instant now) {
    return unasked(
        now, Cause.DEADLINE_EXPIRED, "the deadline " + request.getDeadline() + " had passed");
  }

  /** The step after a call. */
  public Step after(CallResult result, Instant now) {
    ModelCall call = known(underWay);
    Span span = new Span(known(startedAt), now);
    underWay = null;
    if (result instanceof CallResult.Answered answered) {
      return read(call, span, answered);
    }
    if (result instanceof CallResult.Failed failed) {
      ledger.failed(call, span, failed.cause(), failed.endpointRequestId());
      return retry(failed, now);
    }
    throw new AssertionError(result);
  }

  /**
   * The last step, whatever is under way.
   *
   * @param detail one sentence without content of the event
   */
  public Step.Settle giveUp(Cause cause, String detail, Instant now) {
    if (underWay != null) {
      ledger.failed(underWay, new Span(known(startedAt), now), cause, Optional.empty());
      underWay = null;
    }
    return settle(now, Outcome.FAILED, cause, detail);
  }

  private Step read(ModelCall call, Span span, CallResult.Answered reply) {
    String stop = reply.stopReason();
    if (BLOCKED.contains(stop)) {
      ledger.answered(call, span, reply, Cause.GUARDRAIL.name());
      return new Step.Settle(
          ending(span.end())
              .stopReason(stop)
              .unanswered(Outcome.BLOCKED, Cause.GUARDRAIL, "the endpoint stopped it: " + stop));
    }
    Answer answer =
        MALFORMED.contains(stop)
            ? new Answer.Invalid("the model stopped with " + stop)
            : parser.parse(request, reply.content());
    if (answer instanceof Answer.Invalid invalid) {
      ledger.answered(call, span, reply, Cause.INVALID_ANSWER.name());
      return new Step.Settle(
          ending(span.end())
              .stopReason(stop)
              .unanswered(
                  Outcome.FAILED,
                  Cause.INVALID_ANSWER,
                  invalid.detail() + " (the model stopped with " + stop + ")"));
    }
    ledger.answered(call, span, reply, AttemptLedger.ANSWERED);
    return new Step.Settle(ending(span.end()).stopReason(stop).answered(answer));
  }

  private Step retry(CallResult.Failed failed, Instant now) {
    RouteWalk routes = known(walk);
    Optional<Duration> pause = retries.pauseAfter(failed.cause(), routes.calls());
    if (pause.isPresent() && now.plus(pause.get()).isBefore(request.getDeadline())) {
      return new Step.Pause(pause.get());
    }
    if (RetryPolicy.isOfTheModel(failed.cause()) && routes.moveOn()) {
      return resume(now);
    }
    return settle(
        now,
        Outcome.FAILED,
        failed.cause(),
        failed.detail() + ", call " + ledger.calls() + " of the request");
  }

  /** The end of a request that may not go on asking; one that was asked before has failed. */
  private Step.Settle unasked(Instant now, Cause cause, String detail) {
    return settle(now, ledger.calls() == 0 ? Outcome.REFUSED : Outcome.FAILED, cause, detail);
  }

  private Step.Settle settle(Instant now, Outcome outcome, Cause cause, String detail) {
    return new Step.Settle(ending(now).unanswered(outcome, cause, detail));
  }

  private Ending ending(Instant now) {
    return new Ending(
        request,
        ledger,
        new Ending.Moments(arrivedAt, firstCallAt, now),
        walk == null ? null : walk.route());
  }

  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the course of a request was told something out of turn");
    }
    return value;
  }
}
