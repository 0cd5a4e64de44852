package dev.millrace.inference.domain;

import java.util.Optional;

/**
 * What the spec in force says about a request's calls and their answers.
 *
 * @param answer what the object of an extraction has to look like; absent where any will do
 * @param repair whether an answer that is not valid may be put right
 */
public record Policy(Optional<AnswerSchema> answer, boolean repair) {

  /** Where nothing is said. */
  public static final Policy DEFAULT = new Policy(Optional.empty(), true);
}
