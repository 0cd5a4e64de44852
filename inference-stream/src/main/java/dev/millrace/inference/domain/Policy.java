package dev.millrace.inference.domain;

import java.time.Duration;
import java.util.Optional;

/**
 * What the spec in force says about a request's calls and their answers.
 *
 * @param answer what the object of an extraction has to look like; absent where any will do
 * @param repair whether an answer that is not valid may be put right
 * @param guardrail what inputs and answers are held against; absent where they are not
 * @param cacheFor how long an answer is given again to the same call; absent where it is not
 * @param streams whether answers are also given piece by piece
 */
public record Policy(
    Optional<AnswerSchema> answer,
    boolean repair,
    Optional<GuardrailId> guardrail,
    Optional<Duration> cacheFor,
    boolean streams) {

  /** Where nothing is said. */
  public static final Policy DEFAULT = new Policy(Optional.empty(), true);

  /** With answers as a whole. */
  public Policy(
      Optional<AnswerSchema> answer,
      boolean repair,
      Optional<GuardrailId> guardrail,
      Optional<Duration> cacheFor) {
    this(answer, repair, guardrail, cacheFor, false);
  }

  /** The same for a request that is asked once, and for itself: without repair and cache. */
  public Policy once() {
    return new Policy(answer, false, guardrail, Optional.empty());
  }

  /** Without guardrail and cache. */
  public Policy(Optional<AnswerSchema> answer, boolean repair) {
    this(answer, repair, Optional.empty(), Optional.empty());
  }
}
