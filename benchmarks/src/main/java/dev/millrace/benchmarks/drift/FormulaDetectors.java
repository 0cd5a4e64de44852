package dev.millrace.benchmarks.drift;

import dev.millrace.benchmarks.drift.Contestant.Origin;
import java.util.List;
import java.util.function.Supplier;

/**
 * Detectors as their papers have them, so that there is something to compare with where no jar of
 * MOA is named; with the settings that MOA gives them.
 */
final class FormulaDetectors {

  private FormulaDetectors() {}

  /** Those that MOA has as well. */
  static List<Contestant> all() {
    return List.of(
        of("DDM", "3 sigma", () -> new Ddm(3)),
        of("Page-Hinkley", "lambda 50", () -> new PageHinkley(50)),
        of("HDDM-A", "delta 0.001", () -> new HoeffdingAverage(0.001)));
  }

  /** Retraining by the clock: an alarm at every thousandth row. */
  static Contestant everyThousand() {
    return of("every 1000 rows", "", EveryThousand::new);
  }

  private static Contestant of(String name, String setting, Supplier<Detector> fresh) {
    return new Contestant(name, setting, Origin.FORMULA, fresh);
  }

  private static final class EveryThousand implements Detector {

    private static final int ROWS = 1000;
    private long rows;

    @Override
    public boolean alarms(double error) {
      rows++;
      return rows % ROWS == 0;
    }
  }

  /**
   * The error rate and its deviation, held against where their sum was least.
   *
   * <p><i>Source</i>: J. Gama et al., "Learning with Drift Detection", 2004.
   */
  static final class Ddm implements Detector {

    private static final int LEAST = 30;

    private final double deviations;
    private long count;
    private double rate;
    private double leastRate;
    private double leastDeviation;

    Ddm(double deviations) {
      this.deviations = deviations;
      forget();
    }

    private void forget() {
      count = 0;
      rate = 0;
      leastRate = Double.MAX_VALUE / 4;
      leastDeviation = Double.MAX_VALUE / 4;
    }

    @Override
    public boolean alarms(double error) {
      count++;
      rate += (error - rate) / count;
      double deviation = Math.sqrt(rate * (1 - rate) / count);
      if (count < LEAST) {
        return false;
      }
      if (rate + deviation <= leastRate + leastDeviation) {
        leastRate = rate;
        leastDeviation = deviation;
      }
      if (rate + deviation <= leastRate + deviations * leastDeviation) {
        return false;
      }
      forget();
      return true;
    }
  }

  /**
   * The sum of how far values are above their mean, less a tolerance.
   *
   * <p><i>Source</i>: E. Page, "Continuous Inspection Schemes", 1954; as MOA has it, with a sum
   * that forgets slowly.
   */
  static final class PageHinkley implements Detector {

    private static final int LEAST = 30;
    private static final double TOLERANCE = 0.005;
    private static final double KEEP = 1 - 0.0001;

    private final double threshold;
    private long count;
    private double mean;
    private double sum;

    PageHinkley(double threshold) {
      this.threshold = threshold;
    }

    @Override
    public boolean alarms(double error) {
      count++;
      mean += (error - mean) / count;
      sum = KEEP * sum + (error - mean - TOLERANCE);
      if (count < LEAST || sum <= threshold) {
        return false;
      }
      count = 0;
      mean = 0;
      sum = 0;
      return true;
    }
  }

  /**
   * The mean of all values held against the mean up to where it was least, by Hoeffding's bound.
   *
   * <p><i>Source</i>: I. Frías-Blanco et al., "Online and Non-Parametric Drift Detection Methods
   * Based on Hoeffding's Bounds", 2015; the one-sided test of averages.
   */
  static final class HoeffdingAverage implements Detector {

    private final double confidence;
    private long count;
    private double sum;
    private long leastCount;
    private double leastSum;

    HoeffdingAverage(double confidence) {
      this.confidence = confidence;
    }

    @Override
    public boolean alarms(double error) {
      count++;
      sum += error;
      if (leastCount == 0
          || sum / count + bound(count) <= leastSum / leastCount + bound(leastCount)) {
        leastCount = count;
        leastSum = sum;
      }
      if (leastCount == count) {
        return false;
      }
      double rise = sum / count - leastSum / leastCount;
      double inverse = 1.0 / leastCount - 1.0 / count;
      if (rise < Math.sqrt(inverse / 2 * Math.log(2 / confidence))) {
        return false;
      }
      count = 0;
      sum = 0;
      leastCount = 0;
      leastSum = 0;
      return true;
    }

    private double bound(long values) {
      return Math.sqrt(Math.log(1 / confidence) / (2.0 * values));
    }
  }
}
