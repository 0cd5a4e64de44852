package dev.millrace.bedrock.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Embeds texts without training: each stem and each pair of neighbours adds plus or minus one at a
 * hashed place.
 *
 * <p><i>Source</i>: Weinberger and others, "Feature Hashing for Large Scale Multitask Learning",
 * 2009.
 */
public final class HashedEmbedding {

  private HashedEmbedding() {}

  /** The vector of a text; all zeros where the text has no words that matter. */
  public static float[] counts(String text, int dimensions) {
    List<String> stems = Words.stems(text);
    float[] vector = new float[dimensions];
    for (int i = 0; i < stems.size(); i++) {
      add(vector, stems.get(i));
      if (i > 0) {
        add(vector, stems.get(i - 1) + " " + stems.get(i));
      }
    }
    return vector;
  }

  /** The vector of length one in the same direction; zeros stay zeros. */
  public static float[] normalised(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += value * value;
    }
    float[] result = new float[vector.length];
    if (squares > 0) {
      double length = Math.sqrt(squares);
      for (int i = 0; i < vector.length; i++) {
        result[i] = (float) (vector[i] / length);
      }
    }
    return result;
  }

  private static void add(float[] vector, String feature) {
    CRC32C hash = new CRC32C();
    hash.update(feature.getBytes(StandardCharsets.UTF_8));
    long value = hash.getValue();
    vector[(int) ((value >>> 1) % vector.length)] += (value & 1) == 0 ? 1 : -1;
  }
}
