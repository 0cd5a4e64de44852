package dev.millrace.benchmarks.figure;

/**
 * What a figure is of.
 *
 * @param name such as {@code ingestion.topology.cpu}
 * @param unit of its value and of the baseline's
 * @param description what is measured, in one sentence
 * @param baseline what it is held against, in one sentence
 * @param better which way its ratio should go
 * @param noise what the ratios of single runs differ by: the standard deviation of their logarithm,
 *     so 0.08 for some 8 %
 */
public record Caption(
    String name, String unit, String description, String baseline, Better better, double noise) {

  public Caption {
    if (!(noise > 0) || Double.isInfinite(noise)) {
      throw new IllegalArgumentException(
          name + " has a noise of " + noise + ", expected more than 0");
    }
  }

  /** Whether the other is about the same, held against the same. */
  boolean isOf(Caption other) {
    return description.equals(other.description) && baseline.equals(other.baseline);
  }

  static Caption of(Benchmark benchmark) {
    return new Caption(
        benchmark.name(),
        benchmark.unit(),
        benchmark.description(),
        benchmark.baseline(),
        benchmark.better(),
        benchmark.noise());
  }
}
