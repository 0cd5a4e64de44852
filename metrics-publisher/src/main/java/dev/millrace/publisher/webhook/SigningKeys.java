package dev.millrace.publisher.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys that messages are signed with: the present one, and while it is changed the one before.
 *
 * <p><i>Source</i>: Standard Webhooks 1.0, "Signature scheme": HMAC-SHA256 of {@code
 * id.timestamp.body}, keys of 24 to 64 bytes in base64 behind {@code whsec_}.
 */
public final class SigningKeys {

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int FEWEST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  private final List<byte[]> keys;

  private SigningKeys(List<byte[]> keys) {
    this.keys = keys;
  }

  /**
   * Keys with commas between them, at least one.
   *
   * @throws IllegalArgumentException where one is not as it has to be; the message does not show it
   */
  public static SigningKeys of(String text) {
    List<byte[]> keys = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      keys.add(key(part.strip()));
    }
    return new SigningKeys(List.copyOf(keys));
  }

  /** The value of the header {@code webhook-signature}: one signature for each key. */
  String signature(String id, Instant at, byte[] body) {
    return keys.stream()
        .map(key -> "v1," + signature(key, id + "." + at.getEpochSecond() + ".", body))
        .collect(Collectors.joining(" "));
  }

  private static String signature(byte[] key, String before, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(before.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private static byte[] key(String text) {
    byte[] key;
    try {
      key =
          Base64.getDecoder()
              .decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "");
    } catch (IllegalArgumentException e) {
      key = new byte[0];
    }
    if (key.length < FEWEST_BYTES || key.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "expected "
              + PREFIX
              + " and "
              + FEWEST_BYTES
              + " to "
              + MOST_BYTES
              + " random bytes in base64, such as printf 'whsec_%s' $(openssl rand -base64 32)");
    }
    return key;
  }
}
