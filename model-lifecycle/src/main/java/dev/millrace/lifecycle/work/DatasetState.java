package dev.millrace.lifecycle.work;

import java.util.Map;

/** How far a dataset is. */
public sealed interface DatasetState {

  /**
   * It is being made.
   *
   * @param done share of what has to be read, 0 to 1
   */
  record Building(double done) implements DatasetState {}

  /** It lies in its bucket. */
  record Ready(DatasetCard card) implements DatasetState {}

  /**
   * There are too few labelled examples. Asking again for the same order says the same: pin anew.
   *
   * @param training examples that there are to train with
   * @param holdout examples that there are to evaluate with
   * @param need how many of both are needed
   * @param byLabel examples of each label of the pipeline, 0 where there is none
   */
  record LacksLabels(int training, int holdout, Need need, Map<String, Integer> byLabel)
      implements DatasetState {

    public LacksLabels {
      byLabel = Map.copyOf(byLabel);
    }
  }

  /**
   * The least that is of use.
   *
   * @param training examples to train with
   * @param holdout examples to evaluate with
   * @param labels different ones among those to train with
   */
  record Need(int training, int holdout, int labels) {}

  /**
   * It cannot be made, or not now. Asking again tries again.
   *
   * @param reason one sentence without content
   */
  record Failed(String reason, Retry retry) implements DatasetState {}
}
