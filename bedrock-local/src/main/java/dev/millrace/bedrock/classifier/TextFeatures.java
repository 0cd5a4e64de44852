package dev.millrace.bedrock.classifier;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What a classifier sees of a text: its words, pairs of neighbours, and pieces of words. */
final class TextFeatures {

  /** Long enough to tell words apart, short enough to see that two are of one family. */
  private static final int PIECE_LETTERS = 4;

  /** A longer word is no word, and its name would not fit into the file of a model. */
  private static final int LONGEST_WORD = 100;

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  private TextFeatures() {}

  /** How often each occurs. */
  static Map<String, Integer> of(String text) {
    Map<String, Integer> counts = new HashMap<>();
    String before = "^";
    for (String found : BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT))) {
      if (found.isEmpty()) {
        continue;
      }
      String word = found.length() > LONGEST_WORD ? found.substring(0, LONGEST_WORD) : found;
      counts.merge("w " + word, 1, Integer::sum);
      counts.merge("p " + before + " " + word, 1, Integer::sum);
      String marked = " " + word + " ";
      for (int i = 0; i + PIECE_LETTERS <= marked.length(); i++) {
        counts.merge("c" + marked.substring(i, i + PIECE_LETTERS), 1, Integer::sum);
      }
      before = word;
    }
    return counts;
  }
}
