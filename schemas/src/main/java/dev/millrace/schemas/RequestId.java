package dev.millrace.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * Derives the id of a request from the event that it is made of, so that a replay gives the same.
 *
 * <p><i>Shape</i>: UUID of version 8 (RFC 9562, section 5.8) from the first 16 bytes of the SHA-256
 * of tenant, pipeline and event id, each preceded by its length so that no two triples read alike.
 */
public final class RequestId {

  /** Copied for each id: to look for it among the platform's providers takes longer. */
  private static final MessageDigest SHA_256 = Sha256.begin();

  private RequestId() {}

  /** Id of the request that the event makes. */
  public static String of(String tenant, String pipeline, String eventId) {
    byte[] first = tenant.getBytes(UTF_8);
    byte[] second = pipeline.getBytes(UTF_8);
    byte[] third = eventId.getBytes(UTF_8);
    byte[] all =
        ByteBuffer.allocate(3 * Integer.BYTES + first.length + second.length + third.length)
            .putInt(first.length)
            .put(first)
            .putInt(second.length)
            .put(second)
            .putInt(third.length)
            .put(third)
            .array();
    ByteBuffer hash = ByteBuffer.wrap(copy().digest(all));
    long high = (hash.getLong() & ~0xF000L) | 0x8000L;
    long low = (hash.getLong() & ~(3L << 62)) | (1L << 63);
    return new UUID(high, low).toString();
  }

  private static MessageDigest copy() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      return Sha256.begin();
    }
  }
}
