package dev.millrace.bedrock.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Breaks texts and names of labels into stems that can be compared. */
final class Words {

  private static final int GRAM = 3;

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

  /** Stems of the words that matter, in order. */
  static List<String> stems(String text) {
    String spaced = text.replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2").toLowerCase(Locale.ROOT);
    List<String> stems = new ArrayList<>();
    for (String word : spaced.split("[^\\p{L}\\p{N}]+")) {
      if (!word.isEmpty() && !STOP.contains(word)) {
        stems.add(stem(word));
      }
    }
    return stems;
  }

  /** How alike two stems are, 0 to 1: Dice's coefficient of their three-letter pieces. */
  static double likeness(String a, String b) {
    if (a.equals(b)) {
      return 1;
    }
    Set<String> grams = grams(a);
    Set<String> others = grams(b);
    int all = grams.size() + others.size();
    grams.retainAll(others);
    return 2.0 * grams.size() / all;
  }

  private static String stem(String word) {
    for (String ending : ENDINGS) {
      if (word.endsWith(ending) && word.length() - ending.length() >= SHORTEST_STEM) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }

  private static Set<String> grams(String word) {
    String padded = "^" + word + "$";
    Set<String> grams = new HashSet<>();
    for (int i = 0; i + GRAM <= padded.length(); i++) {
      grams.add(padded.substring(i, i + GRAM));
    }
    return grams;
  }
}
