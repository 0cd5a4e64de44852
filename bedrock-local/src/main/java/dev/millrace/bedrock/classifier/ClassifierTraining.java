package dev.millrace.bedrock.classifier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import opennlp.tools.ml.maxent.quasinewton.QNMinimizer;

/**
 * Trains a classifier: the same examples, in any order, give the same one.
 *
 * <p><i>Shape</i>: all examples are looked at in every step of L-BFGS, so nothing is drawn.
 *
 * <p><i>Size</i>: some fifteen doubles for each pair of a feature and a label, of which there are
 * at most {@value #MOST_PARAMETERS}.
 *
 * <p><i>Source</i>: Apache OpenNLP, MAXENT_QN: its search and its model, without its trainer, which
 * can neither be stopped nor asked for the loss of a step.
 */
public final class ClassifierTraining {

  private static final int MOST_PARAMETERS = 1_200_000;

  /** Nothing is gained beyond, on Banking77. */
  private static final int STEPS = 24;

  /** Steps that the search remembers, and how often it may look for the length of one. */
  private static final int MEMORY = 4;

  private static final int MOST_LOOKS = 1000;

  /** Of squared parameters, beside the sum of the examples. */
  private static final double L2 = 0.1;

  /**
   * What came of it.
   *
   * @param losses mean cross-entropy of the examples each time that they were looked at, in nats;
   *     at least one
   */
  public record Trained(TextClassifier classifier, List<Double> losses) {

    public Trained {
      losses = List.copyOf(losses);
    }

    /** The loss in the end. */
    public double loss() {
      return losses.get(losses.size() - 1);
    }
  }

  private ClassifierTraining() {}

  /**
   * Trains with examples, at least one.
   *
   * @param isStopped asked between steps
   * @throws CancellationException where it was stopped
   */
  public static Trained train(List<Example> examples, BooleanSupplier isStopped) {
    List<Example> ordered =
        examples.stream()
            .sorted(Comparator.comparing(Example::label).thenComparing(Example::text))
            .toList();
    Frame frame = Frame.of(ordered.stream().map(Example::text).toList());
    List<Map<String, Integer>> texts =
        ordered.stream().map(example -> TextFeatures.of(frame.inside(example.text()))).toList();
    int labels = (int) ordered.stream().map(Example::label).distinct().count();
    Vocabulary vocabulary = Vocabulary.of(texts, MOST_PARAMETERS / labels);
    return minimised(frame, vocabulary, new Examples(ordered, texts, vocabulary), isStopped);
  }

  private static Trained minimised(
      Frame frame, Vocabulary vocabulary, Examples examples, BooleanSupplier isStopped) {
    List<Double> losses = new ArrayList<>();
    Likelihood likelihood =
        examples.likelihood(
            loss -> {
              if (isStopped.getAsBoolean()) {
                throw new CancellationException("the training was stopped");
              }
              losses.add(loss);
            });
    double[] parameters = new double[likelihood.getDimension()];
    // Where nothing can be learned there is no direction, and the search would not end.
    if (!likelihood.isFlatAt(parameters)) {
      double l2 = L2 * Likelihood.scale(examples.size());
      parameters = new QNMinimizer(0, l2, STEPS, MEMORY, MOST_LOOKS).minimize(likelihood);
    }
    return new Trained(new TextClassifier(frame, vocabulary, examples.model(parameters)), losses);
  }
}
