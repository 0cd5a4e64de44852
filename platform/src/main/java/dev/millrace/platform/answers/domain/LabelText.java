package dev.millrace.platform.answers.domain;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads a label in what a model said. */
public final class LabelText {

  private static final String QUOTES = "\"'`*“”‘’";

  private LabelText() {}

  /** One of the labels, spelled as there; absent where the text is none of them. */
  public static Optional<String> read(String text, List<String> labels) {
    String said = fold(text);
    return labels.stream().filter(label -> fold(label).equals(said)).findFirst();
  }

  /** Without the white space, quotes and full stop that models like to put around a label. */
  private static String bare(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isAround(text.charAt(from))) {
      from++;
    }
    while (from < to && (isAround(text.charAt(to - 1)) || text.charAt(to - 1) == '.')) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isAround(char character) {
    return Character.isWhitespace(character) || QUOTES.indexOf(character) >= 0;
  }

  /** A label that itself ends in a full stop or a quote is compared without them as well. */
  private static String fold(String label) {
    return bare(label).toLowerCase(Locale.ROOT);
  }
}
