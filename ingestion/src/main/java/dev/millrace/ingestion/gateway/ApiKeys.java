package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Which tenant a key belongs to. Keys are known by their SHA-256 only.
 *
 * @param tenants tenant by the digest of its key, in lower-case hex
 */
public record ApiKeys(Map<String, String> tenants) {

  private static final String SCHEME = "Bearer ";

  public ApiKeys {
    tenants = Map.copyOf(tenants);
  }

  /** The digest under which a key is known. */
  public static String digest(String key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** The tenant that an Authorization header proves; empty where it proves none. */
  Optional<String> tenant(Optional<String> authorization) {
    return authorization
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> tenants.get(digest(value.substring(SCHEME.length()).strip())));
  }
}
