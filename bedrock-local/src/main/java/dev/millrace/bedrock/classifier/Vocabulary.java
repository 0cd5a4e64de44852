package dev.millrace.bedrock.classifier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The features that a classifier knows, and how much each tells.
 *
 * <p><i>Source</i>: Manning, Raghavan, Schütze, "Introduction to Information Retrieval", 6.2 to
 * 6.4: logarithmic term frequency, inverse document frequency, vectors of one length.
 *
 * @param weights by feature; the rarer, the higher
 */
record Vocabulary(Map<String, Double> weights) {

  /** Every text has it, so that none is without features. */
  private static final String ALWAYS = "*";

  /** Of all vectors. Tried on Banking77. */
  private static final double LENGTH = 3;

  /** Of so many texts, a feature that only one has tells nothing of others. */
  private static final int MANY_TEXTS = 1000;

  /**
   * What is known of a text.
   *
   * @param values of the features at the same places
   */
  record Vector(String[] features, float[] values) {}

  Vocabulary {
    weights = Map.copyOf(weights);
  }

  /**
   * Of texts.
   *
   * @param most features, those that most texts have
   */
  static Vocabulary of(List<Map<String, Integer>> texts, int most) {
    Map<String, Integer> uses = new HashMap<>();
    texts.forEach(text -> text.keySet().forEach(feature -> uses.merge(feature, 1, Integer::sum)));
    int least = texts.size() >= MANY_TEXTS ? 2 : 1;
    Map<String, Double> weights = new HashMap<>();
    uses.entrySet().stream()
        .filter(use -> use.getValue() >= least)
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .forEach(
            use ->
                weights.put(
                    use.getKey(), Math.log((1.0 + texts.size()) / (1.0 + use.getValue())) + 1));
    return new Vocabulary(weights);
  }

  /** The names of all features, in a fixed order. */
  String[] features() {
    List<String> names = new ArrayList<>(weights.keySet());
    names.add(ALWAYS);
    return names.stream().sorted().toArray(String[]::new);
  }

  /** The vector of a text, its features in a fixed order. */
  Vector vector(Map<String, Integer> text) {
    Map<String, Double> known = new TreeMap<>();
    double squares = 0;
    for (Map.Entry<String, Integer> feature : text.entrySet()) {
      Double weight = weights.get(feature.getKey());
      if (weight != null) {
        double value = (1 + Math.log(feature.getValue())) * weight;
        known.put(feature.getKey(), value);
        squares += value * value;
      }
    }
    double scale = squares == 0 ? 0 : LENGTH / Math.sqrt(squares);
    known.replaceAll((feature, value) -> value * scale);
    known.put(ALWAYS, 1.0);
    String[] features = known.keySet().toArray(String[]::new);
    float[] values = new float[features.length];
    for (int i = 0; i < features.length; i++) {
      values[i] = known.getOrDefault(features[i], 0.0).floatValue();
    }
    return new Vector(features, values);
  }
}
