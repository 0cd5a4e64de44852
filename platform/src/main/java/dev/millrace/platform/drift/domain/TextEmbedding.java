package dev.millrace.platform.drift.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Places texts so that those with the same words lie near each other, without any model: words and
 * pairs of words are counted by hash, and random Fourier features of these counts stand for the
 * Gaussian kernel between texts. Means of such places differ exactly as far as the distributions of
 * texts do, seen by that kernel.
 *
 * <p><i>Shape</i>: {@value #DIMENSIONS} whole numbers a text, in units of {@link #UNIT}: sums are
 * exact in any order. The same in every process: the table is made of a fixed seed, with functions
 * that round the same everywhere.
 *
 * <p><i>Source</i>: A. Rahimi and B. Recht, "Random Features for Large-Scale Kernel Machines",
 * 2007; A. Gretton et al., "A Kernel Two-Sample Test", Journal of Machine Learning Research 13,
 * 2012.
 */
final class TextEmbedding {

  static final int DIMENSIONS = 256;

  /** The number that stands for 1. */
  static final double UNIT = 1L << 30;

  /** By this a sum of products of two features becomes a product of the kernel. */
  static final double SCALE = 2.0 / DIMENSIONS;

  private static final int BUCKETS = 4096;
  private static final long SEED = 0x6d696c6c72616365L;

  private TextEmbedding() {}

  /** Words in lower case: letters and digits; ideographs one by one. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(
            point -> {
              boolean alone = Character.isIdeographic(point);
              if (!word.isEmpty() && (alone || !Character.isLetterOrDigit(point))) {
                words.add(word.toString());
                word.setLength(0);
              }
              if (alone) {
                words.add(Character.toString(point));
              } else if (Character.isLetterOrDigit(point)) {
                word.appendCodePoint(point);
              }
            });
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  /** Where a text of these words lies. */
  static long[] place(List<String> words) {
    int[] buckets = buckets(words);
    double length = length(buckets);
    double[] projection = Table.PHASES.clone();
    for (int bucket : buckets) {
      int row = bucket * DIMENSIONS;
      for (int d = 0; d < DIMENSIONS; d++) {
        projection[d] += Table.DIRECTIONS[row + d] / length;
      }
    }
    long[] place = new long[DIMENSIONS];
    for (int d = 0; d < DIMENSIONS; d++) {
      place[d] = Math.round(StrictMath.cos(projection[d]) * UNIT);
    }
    return place;
  }

  /** In order of size, so that sums round the same for the same words. */
  private static int[] buckets(List<String> words) {
    int[] buckets = new int[Math.max(0, 2 * words.size() - 1)];
    long before = 0;
    for (int i = 0; i < words.size(); i++) {
      long hash = TextHash.of(words.get(i));
      buckets[i] = bucket(hash);
      if (i > 0) {
        buckets[words.size() + i - 1] = bucket(TextHash.mixed(before * 31 + hash));
      }
      before = hash;
    }
    Arrays.sort(buckets);
    return buckets;
  }

  private static int bucket(long hash) {
    return (int) Long.remainderUnsigned(hash, BUCKETS);
  }

  private static double length(int[] sorted) {
    double sum = 0;
    int run = 0;
    for (int i = 0; i < sorted.length; i++) {
      run++;
      if (i + 1 == sorted.length || sorted[i + 1] != sorted[i]) {
        sum += (double) run * run;
        run = 0;
      }
    }
    return Math.sqrt(sum);
  }

  /** Four megabytes, made when the first text is placed. */
  private static final class Table {

    static final float[] DIRECTIONS = new float[BUCKETS * DIMENSIONS];
    static final double[] PHASES = new double[DIMENSIONS];

    static {
      long state = SEED;
      for (int d = 0; d < DIMENSIONS; d++) {
        state += 1;
        PHASES[d] = 2 * Math.PI * uniform(state);
      }
      for (int i = 0; i < DIRECTIONS.length; i += 2) {
        // By Box and Muller: two normal numbers of two uniform ones.
        double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform(++state)));
        double angle = 2 * Math.PI * uniform(++state);
        DIRECTIONS[i] = (float) (radius * StrictMath.cos(angle));
        DIRECTIONS[i + 1] = (float) (radius * StrictMath.sin(angle));
      }
    }

    private Table() {}

    /** Between 0 and 1, neither of them. */
    private static double uniform(long state) {
      return ((TextHash.mixed(state * 0x9e3779b97f4a7c15L) >>> 11) + 0.5) * 0x1.0p-53;
    }
  }
}
