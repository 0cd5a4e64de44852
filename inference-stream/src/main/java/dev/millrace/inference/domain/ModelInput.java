package dev.millrace.inference.domain;

import java.util.Optional;
import java.util.OptionalDouble;

/** What a model is given, in the form that its kind wants. */
public sealed interface ModelInput {

  /**
   * Instructions and one message, to be answered in words.
   *
   * @param system instructions; absent where there are none
   * @param maxTokens upper bound of the answer: always given, because the endpoint's quota reserves
   *     the model's own maximum otherwise
   * @param temperature absent where the model's own default is wanted
   */
  record Chat(Optional<String> system, String user, int maxTokens, OptionalDouble temperature)
      implements ModelInput {}

  /** A text to be turned into a vector. */
  record Embedding(String text) implements ModelInput {}
}
