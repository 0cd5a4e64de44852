package dev.millrace.cost.domain;

import dev.millrace.cost.domain.Portion.Knowledge;
import java.util.Optional;
import java.util.Set;

/** Decides what a call was good for, and whether it is paid for. */
public final class Uses {

  private static final String ANSWERED = "ANSWERED";
  private static final String GUARDRAIL = "GUARDRAIL";
  private static final String INVALID_ANSWER = "INVALID_ANSWER";

  /** Results of calls that the endpoint answered: a model worked, whatever it said. */
  private static final Set<String> ANSWERS = Set.of(ANSWERED, GUARDRAIL, INVALID_ANSWER);

  /**
   * A call as the ledger has it.
   *
   * @param result ANSWERED, or the cause why it failed
   * @param records how many requests shared it
   */
  public record Seen(Charge.Kind kind, String result, int records) {}

  private Uses() {}

  /** What a call was good for. */
  public static Use of(Seen call) {
    if (call.kind() != Charge.Kind.REQUEST) {
      return call.kind() == Charge.Kind.SHADOW ? Use.SHADOW : Use.OFFLINE;
    }
    if (call.result().equals(ANSWERED) || call.result().equals(GUARDRAIL)) {
      return Use.USEFUL;
    }
    if (call.records() > 1) {
      return Use.PACKED_OVERHEAD;
    }
    return call.result().equals(INVALID_ANSWER) ? Use.INVALID_ANSWER : Use.RETRY;
  }

  /**
   * How the tokens of a call without any usage are known; empty where it is not paid for. An answer
   * without usage is not free. Only a guardrail may have stopped a question before it reached a
   * model: then its request has a price without it.
   *
   * @param priced whether the request's ledger gives it a price
   */
  public static Optional<Knowledge> withoutUsage(String result, boolean priced) {
    return ANSWERS.contains(result) && !(result.equals(GUARDRAIL) && priced)
        ? Optional.of(Knowledge.UNKNOWN)
        : Optional.empty();
  }
}
