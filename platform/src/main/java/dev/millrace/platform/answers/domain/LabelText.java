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
    String said = text.strip();
    String before;
    do {
      before = said;
      said = said.endsWith(".") ? said.substring(0, said.length() - 1).strip() : said;
      said = !said.isEmpty() && quoted(said.charAt(0)) ? said.substring(1).strip() : said;
      said =
          !said.isEmpty() && quoted(said.charAt(said.length() - 1))
              ? said.substring(0, said.length() - 1).strip()
              : said;
    } while (!said.equals(before));
    return said;
  }

  private static boolean quoted(char character) {
    return QUOTES.indexOf(character) >= 0;
  }

  /** A label that itself ends in a full stop or a quote is compared without them as well. */
  private static String fold(String label) {
    return bare(label).toLowerCase(Locale.ROOT);
  }
}
