package dev.millrace.inference.domain;

import java.util.List;
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

  /**
   * Texts to be turned into a vector each.
   *
   * @param texts more than one only for models that take several
   */
  record Embedding(List<String> texts) implements ModelInput {

    public Embedding {
      texts = List.copyOf(texts);
    }

    /** One text. */
    public Embedding(String text) {
      this(List.of(text));
    }
  }
}
