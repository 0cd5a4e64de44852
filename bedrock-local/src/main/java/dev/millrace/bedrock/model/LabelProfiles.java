package dev.millrace.bedrock.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Labels, and which of them a text is most like.
 *
 * <p><i>Shape</i>: the score of a label is the sum over its stems of weight times best likeness to
 * a stem of the text, divided by the norm of the weights; a stem weighs the more, the fewer labels
 * have it: ln((N + 1) / (n + 0.5)). The likeness of two stems is Dice's coefficient of their
 * three-letter pieces. Deterministic; equal scores go to the label that comes first.
 *
 * <p><i>Threads</i>: never changes.
 */
final class LabelProfiles {

  /** Below this, two stems have nothing to do with each other. Best on two public test sets. */
  private static final double ALIKE = 0.4;

  private static final int[] NOWHERE = {};

  /**
   * A label.
   *
   * @param stems places in the vocabulary
   * @param norm of their weights; above 0
   */
  private record Profile(String label, int[] stems, double norm) {}

  private final List<Profile> profiles = new ArrayList<>();
  private final List<String> vocabulary;
  private final double[] weights;
  private final int[] pieceCounts;

  /** Places of the stems that have a piece. */
  private final Map<Long, int[]> byPiece = new HashMap<>();

  LabelProfiles(List<String> labels) {
    Map<String, List<String>> stems = new LinkedHashMap<>();
    labels.forEach(label -> stems.put(label, Words.stems(label)));
    Map<String, Integer> uses = new LinkedHashMap<>();
    stems
        .values()
        .forEach(
            own -> new LinkedHashSet<>(own).forEach(stem -> uses.merge(stem, 1, Integer::sum)));
    vocabulary = List.copyOf(uses.keySet());
    weights = new double[vocabulary.size()];
    pieceCounts = new int[vocabulary.size()];
    Map<String, Integer> places = new HashMap<>();
    for (int place = 0; place < vocabulary.size(); place++) {
      String stem = vocabulary.get(place);
      places.put(stem, place);
      weights[place] = Math.log((stems.size() + 1) / (uses.getOrDefault(stem, 0) + 0.5));
      index(stem, place);
    }
    stems.forEach((label, own) -> profiles.add(profile(label, own, places)));
  }

  private void index(String stem, int place) {
    long[] pieces = Words.pieces(stem);
    pieceCounts[place] = pieces.length;
    for (long piece : pieces) {
      byPiece.merge(piece, new int[] {place}, LabelProfiles::joined);
    }
  }

  private static int[] joined(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private Profile profile(String label, List<String> own, Map<String, Integer> places) {
    int[] stems = own.stream().mapToInt(stem -> places.getOrDefault(stem, 0)).toArray();
    double squares = 0;
    for (int stem : stems) {
      squares += weights[stem] * weights[stem];
    }
    return new Profile(label, stems, squares == 0 ? 1 : Math.sqrt(squares));
  }

  /** The label that the text is most like. */
  String best(String text) {
    double[] likeness = likeness(Set.copyOf(Words.stems(text)));
    String winner = "";
    double highest = -1;
    for (Profile profile : profiles) {
      double score = 0;
      for (int stem : profile.stems()) {
        score += weights[stem] * likeness[stem];
      }
      score /= profile.norm();
      if (score > highest) {
        highest = score;
        winner = profile.label();
      }
    }
    return winner;
  }

  /** For every stem of the vocabulary, the best likeness to a word; 0 below {@link #ALIKE}. */
  private double[] likeness(Set<String> words) {
    double[] likeness = new double[vocabulary.size()];
    int[] shared = new int[vocabulary.size()];
    for (String word : words) {
      long[] pieces = Words.pieces(word);
      for (long piece : pieces) {
        for (int place : byPiece.getOrDefault(piece, NOWHERE)) {
          shared[place]++;
        }
      }
      for (long piece : pieces) {
        for (int place : byPiece.getOrDefault(piece, NOWHERE)) {
          if (shared[place] > 0) {
            double dice = 2.0 * shared[place] / (pieces.length + pieceCounts[place]);
            if (dice >= ALIKE && dice > likeness[place]) {
              likeness[place] = dice;
            }
            shared[place] = 0;
          }
        }
      }
    }
    return likeness;
  }
}
