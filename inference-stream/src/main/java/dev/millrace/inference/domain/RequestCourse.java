package dev.millrace.inference.domain;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.inference.domain.AttemptLedger.Span;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The course of one request from its arrival to its terminal record: says what has to be done next
 * and is told what came of it.
 *
 * <p><i>Threads</i>: for one at a time. {@link #giveUp} may come in place of any other; after a
 * {@link Step.Settle} nothing may be told.
 */
public final class RequestCourse {

  private final InferenceRequest request;
  private final Instant arrivedAt;
  private final RetryPolicy retries;
  private final AnswerParser parser;
  private final AttemptLedger ledger;
  private Optional<Sharing> sharing = Optional.empty();
  private List<ModelRoute> routes = List.of();
  private int at;
  private int callsOfRoute;
  private @Nullable ModelCall next;
  private @Nullable ModelCall underWay;
  private @Nullable Instant startedAt;
  private @Nullable Instant firstCallAt;

  /** What every course needs. */
  public record Rules(RetryPolicy retries, AnswerParser parser, Pricing pricing) {}

  public RequestCourse(InferenceRequest request, Instant arrivedAt, Rules rules) {
    this.request = request;
    this.arrivedAt = arrivedAt;
    this.retries = rules.retries();
    this.parser = rules.parser();
    this.ledger = new AttemptLedger(rules.pricing());
  }

  /** Lets it share its calls; told before it begins. */
  public void share(Sharing terms) {
    sharing = Optional.of(terms);
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
    routes = found.get().inOrder();
    return resume(now);
  }

  /** The step after a pause. */
  public Step resume(Instant now) {
    if (!now.isBefore(request.getDeadline())) {
      return late(now);
    }
    next =
        new ModelCall(
            request.getRequestId(),
            request.getTenant(),
            request.getPipeline(),
            ledger.calls() + 1,
            route(),
            PromptRenderer.render(request));
    return new Step.Line(
        next,
        at + 1 < routes.size() ? Optional.of(routes.get(at + 1)) : Optional.empty(),
        sharing.filter(terms -> terms.isPossible(route())));
  }

  /** The step where the model in line should not be asked now, and another stands in for it. */
  public Step elsewhere(Instant now) {
    at++;
    callsOfRoute = 0;
    return resume(now);
  }

  /** The step when the call that waited in line may be made. */
  public Step turn(Instant now) {
    ModelCall call = known(next);
    next = null;
    if (!now.isBefore(request.getDeadline())) {
      return late(now);
    }
    underWay = call;
    startedAt = now;
    callsOfRoute++;
    firstCallAt = firstCallAt == null ? now : firstCallAt;
    return new Step.Call(call);
  }

  /** The last step, because the deadline has passed. */
  public Step.Settle late(Instant now) {
    return settle(
        now,
        ledger.calls() == 0 ? Outcome.REFUSED : Outcome.FAILED,
        Cause.DEADLINE_EXPIRED,
        "the deadline " + request.getDeadline() + " had passed");
  }

  /** The step after a call. */
  public Step after(CallResult result, Instant now) {
    ModelCall call = known(underWay);
    Instant start = known(startedAt);
    underWay = null;
    return result instanceof CallResult.Shared shared
        ? after(shared.own(), call.sharedBy(shared.records()), new Span(shared.startedAt(), now))
        : after(result, call, new Span(start, now));
  }

  private Step after(CallResult result, ModelCall call, Span span) {
    if (result instanceof CallResult.Answered answered) {
      return read(call, span, answered);
    }
    if (result instanceof CallResult.Failed failed) {
      ledger.failed(call, span, failed.cause(), failed.endpointRequestId());
      return retry(failed, call, span.end());
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
    if (StopReasons.blocks(stop)) {
      ledger.answered(call, span, reply, Cause.GUARDRAIL.name());
      if (call.isShared()) {
        return inFewer(Separation.after(call, reply), span.end());
      }
      return new Step.Settle(
          ending(span.end())
              .stopReason(stop)
              .unanswered(Outcome.BLOCKED, Cause.GUARDRAIL, "the endpoint stopped it: " + stop));
    }
    Answer answer =
        StopReasons.malforms(stop)
            ? new Answer.Invalid("the model stopped with " + stop)
            : parser.parse(request, reply.content());
    if (answer instanceof Answer.Invalid invalid) {
      ledger.answered(call, span, reply, Cause.INVALID_ANSWER.name());
      if (call.isShared()) {
        return inFewer(Separation.after(call, reply), span.end());
      }
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

  /** Asks again with fewer others; what the shared call brought says nothing about the model. */
  private Step inFewer(int most, Instant now) {
    sharing = sharing.map(terms -> terms.upTo(most));
    callsOfRoute--;
    return resume(now);
  }

  private Step retry(CallResult.Failed failed, ModelCall call, Instant now) {
    Optional<Duration> pause = retries.pauseAfter(failed.cause(), callsOfRoute);
    if (pause.isPresent() && now.plus(pause.get()).isBefore(request.getDeadline())) {
      return new Step.Pause(pause.get());
    }
    if (at + 1 < routes.size() && RetryPolicy.isOfTheModel(failed.cause())) {
      return elsewhere(now);
    }
    OptionalInt fewer = Separation.after(call, failed);
    if (fewer.isPresent()) {
      return inFewer(fewer.getAsInt(), now);
    }
    return settle(
        now,
        Outcome.FAILED,
        failed.cause(),
        failed.detail() + ", call " + ledger.calls() + " of the request");
  }

  private Step.Settle settle(Instant now, Outcome outcome, Cause cause, String detail) {
    return new Step.Settle(ending(now).unanswered(outcome, cause, detail));
  }

  private Ending ending(Instant now) {
    return new Ending(
        request,
        ledger,
        new Ending.Moments(arrivedAt, firstCallAt, now),
        routes.isEmpty() ? null : route());
  }

  private ModelRoute route() {
    return routes.get(at);
  }

  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the course of a request was told something out of turn");
    }
    return value;
  }
}
