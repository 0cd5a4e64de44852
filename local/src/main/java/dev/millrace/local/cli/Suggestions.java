package dev.millrace.local.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which of some words somebody may have meant who wrote another. */
final class Suggestions {

  /** One slip in so many letters; in shorter words one as well. */
  private static final int LETTERS_A_SLIP = 3;

  private Suggestions() {}

  /** The most similar words, all as near as each other; none where no word is near. */
  static List<String> of(String written, Collection<String> words) {
    int nearest = words.stream().mapToInt(word -> slips(written, word)).min().orElse(0);
    return nearest > Math.max(1, written.length() / LETTERS_A_SLIP)
        ? List.of()
        : words.stream()
            .filter(word -> slips(written, word) == nearest)
            .sorted(Comparator.naturalOrder())
            .toList();
  }

  /**
   * Letters that were left out, put in, taken for another, or changed places with the next, each
   * touched once: the optimal string alignment distance. Source: the four kinds of slip are those
   * of Damerau, "A technique for computer detection and correction of spelling errors", 1964.
   */
  static int slips(String written, String meant) {
    int[][] slips = new int[written.length() + 1][meant.length() + 1];
    for (int i = 0; i <= written.length(); i++) {
      for (int j = 0; j <= meant.length(); j++) {
        slips[i][j] = slips(slips, i, j, written, meant);
      }
    }
    return slips[written.length()][meant.length()];
  }

  /** Between the first i letters of one and the first j of the other; shorter ones are known. */
  private static int slips(int[][] known, int i, int j, String written, String meant) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    boolean isSame = written.charAt(i - 1) == meant.charAt(j - 1);
    int fewest =
        Math.min(
            known[i - 1][j - 1] + (isSame ? 0 : 1), 1 + Math.min(known[i - 1][j], known[i][j - 1]));
    boolean isSwapped =
        i > 1
            && j > 1
            && written.charAt(i - 1) == meant.charAt(j - 2)
            && written.charAt(i - 2) == meant.charAt(j - 1);
    return isSwapped ? Math.min(fewest, known[i - 2][j - 2] + 1) : fewest;
  }
}
