package dev.millrace.lifecycle.domain.judge;

import dev.millrace.schemas.Sha256;
import java.nio.ByteBuffer;

/**
 * The requests whose answers are rated: a share of all, by hash of the request's id, so that every
 * reading finds the same ones, and a larger share has those of a smaller one.
 *
 * @param share above 0 and up to 1
 */
public record Sample(double share) {

  /** So that it has nothing to do with who is asked in the shadow, or is served by a canary. */
  private static final String SALT = "judge/";

  private static final double HASHES = Math.pow(2, 63);

  public Sample {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a sample is a share above 0 and up to 1, not " + share);
    }
  }

  /** Whether a request is in it. */
  public boolean has(String requestId) {
    return (hash(requestId) >>> 1) / HASHES < share;
  }

  private static long hash(String requestId) {
    return ByteBuffer.wrap(Sha256.of(SALT + requestId)).getLong();
  }
}
