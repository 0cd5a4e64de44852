package dev.millrace.bedrock.classifier;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import opennlp.tools.ml.maxent.quasinewton.QNModel;
import opennlp.tools.ml.model.Context;

/** Examples by the numbers of their features and labels. */
final class Examples {

  private final String[] features;
  private final String[] labels;
  private final Likelihood.Sample[] samples;

  /**
   * Numbers them.
   *
   * @param texts what is seen of each example, at the same places
   */
  Examples(List<Example> examples, List<Map<String, Integer>> texts, Vocabulary vocabulary) {
    features = vocabulary.features();
    labels = examples.stream().map(Example::label).distinct().sorted().toArray(String[]::new);
    Map<String, Integer> places = places(features);
    Map<String, Integer> labelPlaces = places(labels);
    samples = new Likelihood.Sample[examples.size()];
    for (int i = 0; i < samples.length; i++) {
      Vocabulary.Vector vector = vocabulary.vector(texts.get(i));
      samples[i] =
          new Likelihood.Sample(
              Arrays.stream(vector.features()).mapToInt(name -> place(places, name)).toArray(),
              vector.values(),
              place(labelPlaces, examples.get(i).label()));
    }
  }

  int size() {
    return samples.length;
  }

  /**
   * What is to be made smallest.
   *
   * @param looked told its mean for each point that is looked at
   */
  Likelihood likelihood(DoubleConsumer looked) {
    return new Likelihood(samples, new Likelihood.Size(features.length, labels.length), looked);
  }

  /** The model of these parameters, which lie as the likelihood has them. */
  QNModel model(double[] parameters) {
    int[] all = new int[labels.length];
    Arrays.setAll(all, label -> label);
    Context[] contexts = new Context[features.length];
    for (int feature = 0; feature < features.length; feature++) {
      int begin = feature * labels.length;
      contexts[feature] =
          new Context(all, Arrays.copyOfRange(parameters, begin, begin + labels.length));
    }
    return new QNModel(contexts, features, labels);
  }

  private static Map<String, Integer> places(String[] names) {
    Map<String, Integer> places = new HashMap<>();
    for (int place = 0; place < names.length; place++) {
      places.put(names[place], place);
    }
    return places;
  }

  private static int place(Map<String, Integer> places, String name) {
    Integer place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException("a vector has a feature that is not in the vocabulary");
    }
    return place;
  }
}
