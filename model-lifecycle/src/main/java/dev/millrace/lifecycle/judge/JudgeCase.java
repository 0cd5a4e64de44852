package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.lifecycle.domain.judge.Hearing;
import dev.millrace.lifecycle.domain.judge.ScaleOrder;
import dev.millrace.lifecycle.offline.Model;
import dev.millrace.lifecycle.offline.Question;
import dev.millrace.record.Judge;
import dev.millrace.record.JudgeState;
import dev.millrace.record.JudgeVerdict;
import dev.millrace.record.PipelineSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * An answer before its judge.
 *
 * @param spec as it was when this began, with a judge
 * @param hearing what has been asked so far
 * @param askedAt when it began; the money is that of this day
 */
record JudgeCase(
    Exchange exchange, PipelineSpec spec, Model model, Hearing hearing, Instant askedAt) {

  private static final int SCALE = 12;

  Judge judge() {
    return spec.getQuality().getJudge();
  }

  /** What is asked now. */
  Question question() {
    return question(hearing.next().orElseThrow());
  }

  /** The most that one of its calls can cost; 0 where the judge has no price. */
  BigDecimal bound() {
    // The longest question is the one that is asked again.
    return model
        .bound(question(new Hearing.Ask(ScaleOrder.BEST_FIRST, true)))
        .orElse(BigDecimal.ZERO)
        .setScale(SCALE, RoundingMode.UP);
  }

  /** The most that all of its calls can cost. */
  BigDecimal most() {
    return bound().multiply(BigDecimal.valueOf(Hearing.MOST_CALLS));
  }

  /** That the money is set aside and calls may begin. */
  JudgeVerdict asking() {
    return verdict(JudgeState.ASKING, askedAt).setBooked(most()).build();
  }

  /** That nothing is asked, and why. */
  JudgeVerdict refused(JudgeState state, String why) {
    return verdict(state, askedAt).setDetail(why).build();
  }

  /** What came of it. */
  JudgeVerdict ended(Instant now) {
    Hearing.End end = hearing.end();
    return verdict(end.state(), now)
        .setRating(end.rating().isPresent() ? end.rating().getAsDouble() : null)
        .setBestFirst(hearing.rating(ScaleOrder.BEST_FIRST).orElse(null))
        .setWorstFirst(hearing.rating(ScaleOrder.WORST_FIRST).orElse(null))
        .setInvalidAnswers(hearing.invalid())
        .setBooked(hearing.booked().setScale(SCALE, RoundingMode.UP))
        .setDetail(end.detail().orElse(null))
        .build();
  }

  private Question question(Hearing.Ask ask) {
    return RatingQuestions.of(exchange, judge().getCriteria(), ask);
  }

  private JudgeVerdict.Builder verdict(JudgeState state, Instant now) {
    return JudgeVerdict.newBuilder()
        .setRequestId(exchange.requestId())
        .setTenant(exchange.tenant())
        .setPipeline(exchange.pipeline())
        .setState(state)
        .setJudge(judge().getModel())
        .setSpecRevision(spec.getRevision())
        .setBooked(BigDecimal.ZERO.setScale(SCALE))
        .setAskedAt(askedAt)
        .setWrittenAt(now);
  }
}
