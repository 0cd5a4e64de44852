package dev.millrace.console;

import dev.millrace.console.letters.domain.LetterFilter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads which letters are meant, from names and their texts. */
final class LetterWords {

  private LetterWords() {}

  /** A text that means nothing. */
  static final class UnknownWordException extends Exception {

    private static final long serialVersionUID = 1;

    private final String detail;

    /**
     * One.
     *
     * @param detail a sentence for who wrote it
     */
    UnknownWordException(String detail) {
      super(detail);
      this.detail = detail;
    }

    String detail() {
      return detail;
    }
  }

  /**
   * The letters of a tenant that some words mean.
   *
   * @param words the text by its name: pipeline, cause, stage, since, until
   */
  static LetterFilter filter(String tenant, Function<String, Optional<String>> words)
      throws UnknownWordException {
    return new LetterFilter(
        words.apply("pipeline"),
        Optional.of(tenant),
        word(words, "cause", Cause.class),
        word(words, "stage", Stage.class),
        time(words, "since"),
        time(words, "until"),
        Optional.empty());
  }

  private static <E extends Enum<E>> Optional<E> word(
      Function<String, Optional<String>> words, String name, Class<E> type)
      throws UnknownWordException {
    Optional<String> text = words.apply(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<E> found =
        Arrays.stream(type.getEnumConstants())
            .filter(one -> one.name().equals(text.get()))
            .findFirst();
    if (found.isEmpty()) {
      throw new UnknownWordException(
          name
              + " is not one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(Enum::name)
                  .collect(Collectors.joining(", ")));
    }
    return found;
  }

  private static Optional<Instant> time(Function<String, Optional<String>> words, String name)
      throws UnknownWordException {
    Optional<String> text = words.apply(name);
    try {
      return text.map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new UnknownWordException(name + " is no time such as 2026-11-26T10:00:00Z");
    }
  }
}
