package dev.millrace.inference.domain;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a model is given, in the form that its kind wants. */
public sealed interface ModelInput {

  /** Size of all its texts, in bytes of UTF-8. */
  long bytes();

  /** Tokens of the longest answer. */
  long mostOutput();

  private static long length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Instructions and one message, to be answered in words.
   *
   * @param system instructions; absent where there are none
   * @param maxTokens upper bound of the answer: always given, because the endpoint's quota reserves
   *     the model's own maximum otherwise
   * @param temperature absent where the model's own default is wanted
   * @param correction how the conversation goes on; absent where it has only begun
   */
  record Chat(
      Optional<String> system,
      String user,
      int maxTokens,
      OptionalDouble temperature,
      Optional<Correction> correction)
      implements ModelInput {

    /** A conversation that has only begun. */
    public Chat(Optional<String> system, String user, int maxTokens, OptionalDouble temperature) {
      this(system, user, maxTokens, temperature, Optional.empty());
    }

    @Override
    public long bytes() {
      return length(user)
          + system.map(ModelInput::length).orElse(0L)
          + correction.map(more -> length(more.answer()) + length(more.objection())).orElse(0L);
    }

    @Override
    public long mostOutput() {
      return maxTokens;
    }

    /** The same, with another upper bound. */
    Chat within(int tokens) {
      return new Chat(system, user, tokens, temperature, correction);
    }

    /** The same conversation, gone on. */
    Chat corrected(Correction by) {
      return new Chat(system, user, maxTokens, temperature, Optional.of(by));
    }
  }

  /**
   * What followed the message, and what follows that.
   *
   * @param answer of the model itself; not blank
   * @param objection what is wrong with it, and what is wanted
   */
  record Correction(String answer, String objection) {}

  /**
   * Texts to be turned into a vector each.
   *
   * @param texts more than one only for models that take several
   */
  record Embedding(List<String> texts) implements ModelInput {

    public Embedding {
      texts = List.copyOf(texts);
    }

    @Override
    public long bytes() {
      return texts.stream().mapToLong(ModelInput::length).sum();
    }

    @Override
    public long mostOutput() {
      return 0;
    }

    /** One text. */
    public Embedding(String text) {
      this(List.of(text));
    }
  }
}
