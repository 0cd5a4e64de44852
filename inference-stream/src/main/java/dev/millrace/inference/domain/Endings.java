package dev.millrace.inference.domain;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.record.BudgetNote;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Outcome;
import dev.millrace.schemas.Cause;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which one request may end.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class Endings {

  private final InferenceRequest request;
  private final Instant arrivedAt;
  private final AttemptLedger ledger;
  private final Set<BudgetNote> notes = new LinkedHashSet<>();
  private Lane lane;

  /**
   * The end as it is told.
   *
   * @param route that the request was on; null where it had none
   */
  record Place(@Nullable ModelRoute route, Instant now) {}

  Endings(InferenceRequest request, Instant arrivedAt, AttemptLedger ledger) {
    this.request = request;
    this.arrivedAt = arrivedAt;
    this.ledger = ledger;
    this.lane = request.getLane();
  }

  /** What a budget did to it, or would have done. */
  void note(BudgetNote note) {
    notes.add(note);
  }

  /** It goes on in the lane bulk. */
  void defer() {
    lane = Lane.BULK;
  }

  Step.Settle answered(Answer answer, String stop, Place place) {
    return new Step.Settle(ending(place).stopReason(stop).answered(answer));
  }

  /** With an answer that was given before. */
  Step.Settle again(ResponseCache.Hit hit, ModelRoute route, Instant now) {
    return new Step.Settle(ending(new Place(route, now)).from(hit, route).answered(hit.answer()));
  }

  /** By a rule that stopped the model. */
  Step.Settle blocked(String stop, Place place) {
    return new Step.Settle(
        ending(place)
            .stopReason(stop)
            .unanswered(Outcome.BLOCKED, Cause.GUARDRAIL, "the endpoint stopped it: " + stop));
  }

  /**
   * With an answer that is not valid.
   *
   * @param more completes the sentence about it
   */
  Step.Settle spoilt(Repair.Flaw flaw, String more, Place place) {
    return new Step.Settle(
        ending(place)
            .stopReason(flaw.stop())
            .unanswered(Outcome.FAILED, Cause.INVALID_ANSWER, flaw + more));
  }

  /** Before it may go on asking; a request that was asked before has failed. */
  Step.Settle unasked(Cause cause, String detail, Place place) {
    return unanswered(unasked(), cause, detail, place);
  }

  /** The same by budgets, which say whom they did not let be asked. */
  Step.Settle unaffordable(Cause cause, String detail, Place place) {
    return new Step.Settle(
        ending(place).refusing(place.route()).unanswered(unasked(), cause, detail));
  }

  private Outcome unasked() {
    return ledger.calls() == 0 ? Outcome.REFUSED : Outcome.FAILED;
  }

  Step.Settle unanswered(Outcome outcome, Cause cause, String detail, Place place) {
    return new Step.Settle(ending(place).unanswered(outcome, cause, detail));
  }

  private Ending ending(Place place) {
    return new Ending(
            request,
            ledger,
            new Ending.Moments(arrivedAt, ledger.firstCallAt().orElse(null), place.now()),
            place.route())
        .under(notes, lane);
  }
}
