package dev.millrace.bedrock.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Breaks texts and names of labels into stems that can be compared. */
final class Words {

  private static final int PIECE_LETTERS = 3;

  /** Words that tell nothing about a topic. */
  private static final Set<String> STOP =
      Set.of(
          "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
          "can", "could", "did", "do", "does", "for", "from", "get", "had", "has", "have", "how",
          "i", "if", "in", "into", "is", "it", "its", "just", "m", "me", "my", "of", "on", "or",
          "our", "please", "s", "so", "some", "t", "than", "that", "the", "their", "them", "there",
          "these", "they", "this", "to", "was", "we", "were", "what", "when", "where", "which",
          "will", "with", "would", "you", "your");

  private static final String[] ENDINGS = {
    "ations", "ation", "ments", "ment", "ings", "ing", "ness", "able", "ies", "ed", "es", "ly", "s",
    "e"
  };

  private static final int SHORTEST_STEM = 3;

  private Words() {}

  /**
   * Stems of the words that matter, in order. Words end at whatever is neither letter nor digit,
   * and where a capital follows a small letter.
   */
  static List<String> stems(String text) {
    List<String> stems = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isWordPart(c)) {
        add(text, begin, i, stems);
        begin = i + 1;
      } else if (i > begin
          && Character.isUpperCase(c)
          && Character.isLowerCase(text.charAt(i - 1))) {
        add(text, begin, i, stems);
        begin = i;
      }
    }
    add(text, begin, text.length(), stems);
    return stems;
  }

  /** Letters beyond the basic plane come as surrogates. */
  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
  }

  private static void add(String text, int begin, int end, List<String> stems) {
    if (begin < end) {
      String word = text.substring(begin, end).toLowerCase(Locale.ROOT);
      if (!STOP.contains(word)) {
        stems.add(stem(word));
      }
    }
  }

  private static String stem(String word) {
    for (String ending : ENDINGS) {
      if (word.endsWith(ending) && word.length() - ending.length() >= SHORTEST_STEM) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }

  /** The different three-letter pieces of a stem, its begin and end marked; each in 48 bits. */
  static long[] pieces(String stem) {
    String marked = "^" + stem + "$";
    long[] pieces = new long[marked.length() - PIECE_LETTERS + 1];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] =
          (long) marked.charAt(i) << 32 | (long) marked.charAt(i + 1) << 16 | marked.charAt(i + 2);
    }
    return Arrays.stream(pieces).distinct().toArray();
  }
}
