package dev.millrace.drift.domain;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Remark;
import org.jspecify.annotations.Nullable;

/** Answers and feedback to test with. */
public final class Traffic {

  public static final String TENANT = "acme";
  public static final String PIPELINE = "tickets";
  public static final int VERSION = 3;

  /** A Thursday at midnight. */
  public static final long BEGINNING = 1_767_225_600_000L;

  public static final long MINUTE = 60_000;

  private Traffic() {}

  /** Of a right-looking ticket. */
  public static Answer answer(String id, long at) {
    return answer(id, at, "bug", 0.9, null);
  }

  public static Answer answer(
      String id, long at, String label, @Nullable Double confidence, @Nullable String segment) {
    return new Answer(
        id,
        TENANT,
        PIPELINE,
        VERSION,
        segment,
        at,
        Answer.ANSWERED,
        label,
        confidence,
        10L,
        100L,
        1_000L,
        new String[0],
        new double[0],
        new String[0]);
  }

  /** With an age, a tier, and a label. */
  public static Answer ticket(
      String id, long at, int version, @Nullable String segment, double age, String tier) {
    return new Answer(
        id,
        TENANT,
        PIPELINE,
        version,
        segment,
        at,
        Answer.ANSWERED,
        "bug",
        0.9,
        10L,
        100L,
        1_000L,
        new String[] {"/age", "/tier"},
        new double[] {age, Double.NaN},
        new @Nullable String[] {null, tier});
  }

  /** Of a request whose calls have a price; null where that is not known. */
  public static Answer priced(
      String id, long at, int version, String outcome, @Nullable Long picoDollars) {
    return new Answer(
        id,
        TENANT,
        PIPELINE,
        version,
        null,
        at,
        outcome,
        outcome.equals(Answer.ANSWERED) ? "bug" : null,
        null,
        10L,
        100L,
        picoDollars,
        new String[0],
        new double[0],
        new String[0]);
  }

  /** Of a request that no model was asked for. */
  public static Answer refused(String id, long at) {
    return new Answer(
        id,
        TENANT,
        PIPELINE,
        null,
        null,
        at,
        "BUDGET_EXCEEDED",
        null,
        null,
        null,
        null,
        null,
        new String[0],
        new double[0],
        new String[0]);
  }

  public static Remark label(String id, String label, long at) {
    return new Remark(id, TENANT, PIPELINE, label, null, at);
  }

  public static Remark rating(String id, double rating, long at) {
    return new Remark(id, TENANT, PIPELINE, null, rating, at);
  }

  /** Of a judge that has rated it. */
  public static Remark verdict(String id, double rating, long at) {
    return new Remark(id, TENANT, PIPELINE, null, null, "RATED", rating, at);
  }

  /** Of a judge that has not. */
  public static Remark verdict(String id, String state, long at) {
    return new Remark(id, TENANT, PIPELINE, null, null, state, null, at);
  }
}
