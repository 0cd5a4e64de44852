package dev.millrace.bedrock.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels, and which of them a text is most like.
 *
 * <p><i>Shape</i>: the score of a label is the sum over its stems of weight times best likeness to
 * a stem of the text, divided by the norm of the weights; a stem weighs the more, the fewer labels
 * have it: ln((N + 1) / (n + 0.5)). Deterministic; equal scores go to the label that comes first.
 */
final class LabelProfiles {

  /** Below this, two stems have nothing to do with each other. */
  private static final double ALIKE = 0.5;

  private final Map<String, List<String>> stems = new LinkedHashMap<>();
  private final Map<String, Double> weights = new HashMap<>();

  LabelProfiles(List<String> labels) {
    Map<String, Integer> uses = new HashMap<>();
    for (String label : labels) {
      List<String> own = Words.stems(label);
      stems.put(label, own);
      new HashSet<>(own).forEach(stem -> uses.merge(stem, 1, Integer::sum));
    }
    uses.forEach((stem, count) -> weights.put(stem, Math.log((labels.size() + 1) / (count + 0.5))));
  }

  /** The label that the text is most like. */
  String best(String text) {
    List<String> words = Words.stems(text);
    Map<String, Double> likeness = new HashMap<>();
    for (String stem : weights.keySet()) {
      double best = 0;
      for (String word : words) {
        best = Math.max(best, Words.likeness(stem, word));
      }
      likeness.put(stem, best >= ALIKE ? best : 0);
    }
    String winner = "";
    double highest = -1;
    for (Map.Entry<String, List<String>> label : stems.entrySet()) {
      double score = score(label.getValue(), likeness);
      if (score > highest) {
        highest = score;
        winner = label.getKey();
      }
    }
    return winner;
  }

  private double score(List<String> label, Map<String, Double> likeness) {
    double sum = 0;
    double squares = 0;
    for (String stem : label) {
      double weight = weights.getOrDefault(stem, 0.0);
      sum += weight * likeness.getOrDefault(stem, 0.0);
      squares += weight * weight;
    }
    return squares == 0 ? 0 : sum / Math.sqrt(squares);
  }
}
