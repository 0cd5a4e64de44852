package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.domain.dataset.Examples.Limit;
import dev.millrace.lifecycle.work.DatasetState.Need;

/**
 * How large datasets are.
 *
 * @param holdoutShare share of all texts that no training sees
 * @param training most examples to train with, the newest
 * @param holdout most examples to evaluate with, the newest
 * @param labels most requests whose labels are looked at, those labelled last
 * @param need fewest that are of use
 */
public record DatasetTerms(
    double holdoutShare, Limit training, Limit holdout, int labels, Need need) {

  private static final long MEBI = 1024 * 1024;

  /**
   * The most that Nova takes, and as many to evaluate with as tell two points of accuracy apart.
   * The gate asks for a hundred.
   *
   * <p><i>Source</i>: Amazon Bedrock User Guide, "Model requirements for training and validation
   * datasets": 20,000 records.
   */
  public static final DatasetTerms USUAL =
      new DatasetTerms(
          0.2,
          new Limit(20_000, 64 * MEBI),
          new Limit(2_000, 16 * MEBI),
          200_000,
          new Need(100, 100, 2));
}
