package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.schemas.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Keys that are in force from the start, whatever was issued: which tenant each belongs to. Keys
 * are known by their SHA-256 only.
 *
 * @param tenants tenant by the digest of its key, in lower-case hex
 */
public record ApiKeys(Map<String, String> tenants) {

  private static final String PREFIX = "mr_";
  private static final int KEY_BYTES = 32;
  private static final int ID_DIGITS = 12;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final String SHAPE =
      "expected DIGEST=TENANT, several with commas; DIGEST is the SHA-256 of an API key in hex";

  public ApiKeys {
    tenants.forEach(ApiKeys::check);
    tenants = Map.copyOf(tenants);
  }

  /**
   * Reads {@code digest=tenant}, several with commas.
   *
   * @throws IllegalArgumentException where it is something else
   */
  public static ApiKeys parse(String text) {
    Map<String, String> tenants = new HashMap<>();
    for (String entry : text.split(",")) {
      int middle = entry.indexOf('=');
      if (middle < 0) {
        throw new IllegalArgumentException(SHAPE);
      }
      String digest = entry.substring(0, middle).strip().toLowerCase(Locale.ROOT);
      String tenant = entry.substring(middle + 1).strip();
      check(digest, tenant);
      String other = tenants.put(digest, tenant);
      if (other != null) {
        throw new IllegalArgumentException(
            "the same DIGEST is given for " + other + " and for " + tenant + ": keep one of them");
      }
    }
    return new ApiKeys(tenants);
  }

  /** The digest under which a key is known. */
  public static String digest(String key) {
    return Sha256.hex(key.getBytes(UTF_8));
  }

  /** Short name of a key for lists and logs: the beginning of its digest. */
  public static String id(String digest) {
    return digest.substring(0, ID_DIGITS);
  }

  /** A new key: 256 random bits, with a beginning by which scanners for leaked secrets know it. */
  public static String fresh(SecureRandom random) {
    byte[] secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  private static void check(String digest, String tenant) {
    if (!DIGEST.matcher(digest).matches() || Identity.problem("tenant", tenant).isPresent()) {
      throw new IllegalArgumentException(SHAPE);
    }
  }
}
