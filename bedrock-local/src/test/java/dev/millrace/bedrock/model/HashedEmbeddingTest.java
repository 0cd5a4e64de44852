package dev.millrace.bedrock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HashedEmbeddingTest {

  private static final int DIMENSIONS = 256;

  @Test
  void hasLengthOne() {
    float[] vector = vector("a refund for the broken kettle");

    assertThat(product(vector, vector)).isCloseTo(1, within(1e-5));
  }

  @Test
  void bringsTextsOfTheSameWordsTogether() {
    float[] kettle = vector("a refund for the broken kettle");

    assertThat(product(kettle, vector("the kettle is broken, refund it")))
        .isGreaterThan(product(kettle, vector("which train goes to the coast")) + 0.3);
  }

  @Test
  void isZeroForATextWithoutWords() {
    assertThat(vector("?! ...")).containsOnly(0);
  }

  private static float[] vector(String text) {
    return HashedEmbedding.normalised(HashedEmbedding.counts(text, DIMENSIONS));
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
