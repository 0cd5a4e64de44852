package dev.millrace.inference.domain;

import java.util.Optional;

/** What the object of an extraction has to look like. */
public interface AnswerSchema {

  /** As the model is shown it, on one line. */
  String text();

  /**
   * What the schema has against an object, in one sentence without content; absent where it fits.
   *
   * @param object text of one JSON object
   */
  Optional<String> objection(String object);
}
