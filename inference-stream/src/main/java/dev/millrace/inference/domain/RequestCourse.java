package dev.millrace.inference.domain;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.inference.domain.AttemptLedger.Span;
import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.Attempt;
import dev.millrace.record.BudgetNote;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Task;
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
  private final Rules rules;
  private final AttemptLedger ledger;
  private final Endings endings;
  private final AnswerRoom room;
  private Policy policy = Policy.DEFAULT;
  private Repair repair;
  private CachedAnswers cached;
  private Optional<Sharing> sharing = Optional.empty();
  private @Nullable RouteWalk walk;
  private @Nullable ModelCall next;
  private @Nullable ModelCall underWay;
  private @Nullable Instant startedAt;

  /** What every course needs. */
  public record Rules(
      RetryPolicy retries,
      AnswerParser parser,
      Pricing pricing,
      KillSwitches switches,
      ResponseCache cache,
      AnswerLengths lengths) {}

  public RequestCourse(InferenceRequest request, Instant arrivedAt, Rules rules) {
    this.request = request;
    this.rules = rules;
    this.ledger = new AttemptLedger(rules.pricing());
    this.endings = new Endings(request, arrivedAt, ledger);
    this.room = new AnswerRoom(request, rules.lengths());
    this.repair = new Repair(request, policy.repair());
    this.cached = new CachedAnswers(request, policy, rules.cache());
  }

  /** Lets it share its calls; told before it begins. */
  public void share(Sharing terms) {
    sharing = Optional.of(terms);
  }

  /** The first step. */
  public Step begin(Optional<Routes> found, Policy inForce, Instant now) {
    abide(inForce);
    if (found.isEmpty()) {
      return endings.unanswered(
          Outcome.FAILED,
          Cause.UNKNOWN_PIPELINE,
          "pipeline "
              + request.getPipeline()
              + " has no champion in model-versions: apply its spec, then send the event again under a new id",
          at(now));
    }
    walk = new RouteWalk(found.get(), rules.switches());
    return resume(now);
  }

  /** The first step of a request that is in a batch job already, whatever is stopped by now. */
  public Step rejoin(Routes found, Policy inForce) {
    abide(inForce);
    walk = new RouteWalk(found, rules.switches());
    return line(fit(walk.route(), PromptRenderer.render(request, policy.answer())));
  }

  private void abide(Policy inForce) {
    policy = inForce;
    repair = new Repair(request, policy.repair());
    cached = new CachedAnswers(request, policy, rules.cache());
  }

  /** The step after a pause, and where a kill switch was found that stops the call in line. */
  public Step resume(Instant now) {
    if (!now.isBefore(request.getDeadline())) {
      return late(now);
    }
    Optional<String> stop =
        rules
            .switches()
            .against(request.getPipeline(), request.getTenant())
            .or(() -> known(walk).leaveStopped());
    if (stop.isPresent()) {
      return endings.unasked(Cause.KILLED, stop.get(), at(now));
    }
    ModelRoute route = known(walk).route();
    Optional<ModelInput> correction = repair.question(route);
    if (correction.isPresent()) {
      return line(correction.get());
    }
    ModelInput question = PromptRenderer.render(request, policy.answer());
    return cached
        .find(route, question, now)
        .<Step>map(hit -> endings.again(hit, route, now))
        .orElseGet(() -> line(fit(route, question)));
  }

  /**
   * With less room only where a call is left, should it be too little; never where the answer is
   * read along, and would begin anew.
   */
  private ModelInput fit(ModelRoute route, ModelInput question) {
    return !streams() && rules.retries().hasCallLeft(known(walk).calls() + 1)
        ? room.fit(route, question)
        : question;
  }

  private boolean streams() {
    return policy.streams() && request.getTask() == Task.GENERATION;
  }

  private Step line(ModelInput input) {
    ModelCall whole =
        new ModelCall(
            request.getRequestId(),
            request.getTenant(),
            request.getPipeline(),
            ledger.calls() + 1,
            known(walk).route(),
            input,
            1,
            policy.guardrail());
    ModelCall call = streams() ? whole.streamedUntil(request.getDeadline()) : whole;
    next = call;
    return new Step.Line(
        call,
        known(walk).next(),
        sharing.filter(terms -> !call.isStreamed() && terms.isPossible(call.route(), input)));
  }

  /** The step where budgets have a cheaper model asked. */
  public Step degrade(String modelId, BudgetNote note, Instant now) {
    endings.note(note);
    walk = new RouteWalk(new Routes(List.of(ModelRoute.fallback(modelId))), rules.switches());
    return resume(now);
  }

  /** Budgets have it go on in the lane bulk. */
  public void defer(BudgetNote note) {
    endings.note(note);
    endings.defer();
  }

  /** Budgets say something about it that changes nothing. */
  public void note(BudgetNote note) {
    endings.note(note);
  }

  /** The last step, because budgets do not let the next call through. */
  public Step.Settle unaffordable(Cause cause, String detail, BudgetNote note, Instant now) {
    endings.note(note);
    return spoilt(detail, now).orElseGet(() -> endings.unaffordable(cause, detail, at(now)));
  }

  /** The call that ended last; absent where none has. */
  public Optional<Attempt> lastAttempt() {
    return ledger.last();
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
    if (rules.switches().stop(call)) {
      return resume(now);
    }
    underWay = call;
    startedAt = now;
    known(walk).called();
    return new Step.Call(call);
  }

  /**
   * The step when a batch job has made the call that waited in line. What it answered counts even
   * now: it is paid for. What it did not answer says nothing about the model.
   *
   * @param startedAt when the job was asked for
   */
  public Step fetched(CallResult result, Instant startedAt, Instant now) {
    ModelCall call = known(next);
    next = null;
    Span span = new Span(startedAt, now);
    if (result instanceof CallResult.Failed failed) {
      ledger.failedInBatch(call, span, failed);
      return now.isBefore(request.getDeadline())
          ? resume(now)
          : endings.unanswered(
              Outcome.FAILED,
              failed.cause(),
              failed.detail() + ", and no time was left to ask for it alone",
              at(now));
    }
    known(walk).called();
    return after(result, call, span);
  }

  /** The last step, because the deadline has passed. */
  public Step.Settle late(Instant now) {
    String detail = "the deadline " + request.getDeadline() + " had passed";
    return spoilt(detail, now)
        .orElseGet(() -> endings.unasked(Cause.DEADLINE_EXPIRED, detail, at(now)));
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
      ledger.failed(call, span, failed);
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
      ledger.failed(
          underWay,
          new Span(known(startedAt), now),
          new CallResult.Failed(cause, detail, Optional.empty()));
      underWay = null;
    }
    return endings.unanswered(Outcome.FAILED, cause, detail, at(now));
  }

  private Step read(ModelCall call, Span span, CallResult.Answered reply) {
    String stop = reply.stopReason();
    if (StopReasons.blocks(stop)) {
      ledger.answered(call, span, reply, Cause.GUARDRAIL.name());
      return call.isShared()
          ? inFewer(Separation.after(call, reply), span.end())
          : endings.blocked(stop, at(span.end()));
    }
    Answer answer =
        StopReasons.malforms(stop)
            ? new Answer.Invalid("the model stopped with " + stop)
            : rules.parser().parse(request, reply.content(), policy.answer());
    boolean cut = room.cut(call, reply, answer);
    if (cut && !call.isShared()) {
      ledger.answered(call, span, reply, Cause.INVALID_ANSWER.name());
      return resume(span.end());
    }
    if (answer instanceof Answer.Invalid invalid) {
      ledger.answered(call, span, reply, Cause.INVALID_ANSWER.name());
      return call.isShared()
          ? inFewer(Separation.after(call, reply), span.end())
          : putRight(call, reply, invalid, span.end());
    }
    ledger.answered(call, span, reply, AttemptLedger.ANSWERED);
    // A cached answer stands for the same call, which a shared one was not.
    if (!call.isShared()) {
      cached.keep(answer, stop, span.end());
    }
    return endings.answered(answer, stop, at(span.end()));
  }

  private Step putRight(
      ModelCall call, CallResult.Answered reply, Answer.Invalid invalid, Instant now) {
    boolean wasRepair = repair.wasUsed();
    return rules.retries().hasCallLeft(known(walk).calls()) && repair.take(call, reply, invalid)
        ? resume(now)
        : endings.spoilt(
            new Repair.Flaw(invalid.detail(), reply.stopReason()),
            wasRepair ? ", after an attempt to put it right" : "",
            at(now));
  }

  /** Asks again with fewer others; what the shared call brought says nothing about the model. */
  private Step inFewer(int most, Instant now) {
    sharing = sharing.map(terms -> terms.upTo(most));
    known(walk).uncalled();
    return resume(now);
  }

  private Step retry(CallResult.Failed failed, ModelCall call, Instant now) {
    if (failed.cause() == Cause.GUARDRAIL) {
      return call.isShared()
          ? inFewer(Sharing.half(call.records()), now)
          : endings.unanswered(Outcome.BLOCKED, failed.cause(), failed.detail(), at(now));
    }
    RouteWalk routes = known(walk);
    Optional<Duration> pause = rules.retries().pauseAfter(failed.cause(), routes.calls());
    if (pause.isPresent() && now.plus(pause.get()).isBefore(request.getDeadline())) {
      return new Step.Pause(pause.get());
    }
    if (RetryPolicy.isOfTheModel(failed.cause()) && routes.moveOn()) {
      return resume(now);
    }
    OptionalInt fewer = Separation.after(call, failed);
    if (fewer.isPresent()) {
      return inFewer(fewer.getAsInt(), now);
    }
    String detail = failed.detail() + ", call " + ledger.calls() + " of the request";
    return spoilt(detail, now)
        .orElseGet(() -> endings.unanswered(Outcome.FAILED, failed.cause(), detail, at(now)));
  }

  /** The end of a request whose answer waits to be put right, which is now in vain. */
  private Optional<Step.Settle> spoilt(String detail, Instant now) {
    return repair
        .flaw(walk == null ? null : walk.route())
        .map(flaw -> endings.spoilt(flaw, ", and could not be put right: " + detail, at(now)));
  }

  private Endings.Place at(Instant now) {
    return new Endings.Place(walk == null ? null : walk.route(), now);
  }

  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the course of a request was told something out of turn");
    }
    return value;
  }
}
