package dev.millrace.benchmarks.drift;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.platform.drift.domain.ReferenceProfiles;
import dev.millrace.platform.drift.domain.WindowCounts;
import dev.millrace.record.FeatureType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Counts of 50 features in windows: what a value takes, and what a window does.
 *
 * @param records of a window
 */
record FeatureWindows(Part part, int records) implements Benchmark {

  private static final long SEED = 7_001;
  private static final int FEATURES = 50;
  private static final int REFERENCE = 5_000;
  private static final int ROUNDS = 5;

  /** What is looked at. */
  enum Part {
    VALUE,
    STATE
  }

  @Override
  public String name() {
    return part == Part.VALUE ? "drift.value.ns" : "drift.state.bytes";
  }

  @Override
  public String unit() {
    return part == Part.VALUE ? "ns/value" : "bytes";
  }

  @Override
  public String description() {
    return part == Part.VALUE
        ? "Time to count a number in the frozen cells of its reference, 50 features a record."
        : "What is kept of a window for each version, segment and feature: counts of "
            + records
            + " numbers in frozen cells, as the job's state holds them.";
  }

  @Override
  public String baseline() {
    return part == Part.VALUE
        ? "The same numbers passed on: written to a buffer."
        : "The same numbers kept as they are, 8 bytes each.";
  }

  /** A baseline of two nanoseconds differs much, bytes do not at all. */
  @Override
  public double noise() {
    return part == Part.VALUE ? 0.15 : 0.01;
  }

  @Override
  public Benchmark.Session open(Path folder) {
    return new Session(part, records);
  }

  private static final class Session implements Benchmark.Session {

    private final Part part;
    private final double[] values;
    private final List<ReferenceProfile> profiles = new ArrayList<>();

    Session(Part part, int records) {
      this.part = part;
      Random random = new Random(SEED);
      this.values = new double[records * FEATURES];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextGaussian();
      }
      for (int feature = 0; feature < FEATURES; feature++) {
        List<String> reference = new ArrayList<>();
        for (int i = 0; i < REFERENCE; i++) {
          reference.add(Double.toString(random.nextGaussian()));
        }
        profiles.add(ReferenceProfiles.of(FeatureType.NUMBER, reference));
      }
    }

    @Override
    public Run measure() {
      ByteBuffer passed = ByteBuffer.allocate(values.length * Double.BYTES);
      List<WindowCounts> windows = List.of();
      double pass = Double.MAX_VALUE;
      double count = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        passed.clear();
        for (double value : values) {
          passed.putDouble(value);
        }
        pass = Math.min(pass, (System.nanoTime() - start) / (double) values.length);
        windows = profiles.stream().map(ReferenceProfile::window).toList();
        start = System.nanoTime();
        for (int i = 0; i < values.length; i++) {
          int feature = i % FEATURES;
          profiles.get(feature).count(windows.get(feature), values[i]);
        }
        count = Math.min(count, (System.nanoTime() - start) / (double) values.length);
      }
      if (part == Part.VALUE) {
        return new Run(new Reading(pass, Map.of()), new Reading(count, Map.of()));
      }
      double bytes =
          windows.stream().mapToInt(window -> window.bytes().length).average().orElseThrow();
      double reference =
          profiles.stream().mapToInt(profile -> profile.bytes().length).average().orElseThrow();
      return new Run(
          new Reading(passed.position() / (double) FEATURES, Map.of()),
          new Reading(bytes, Map.of("bytes of a reference", reference)));
    }

    @Override
    public void close() {}
  }
}
