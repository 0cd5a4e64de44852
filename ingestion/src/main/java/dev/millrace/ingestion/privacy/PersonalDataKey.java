package dev.millrace.ingestion.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.subtle.AesSiv;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.subtle.PrfHmacJce;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key of personal data, and what can be done with it: a key of its own is derived for each.
 *
 * <p>Tenants are kept apart: equal values of two tenants have nothing in common afterwards.
 *
 * <p><i>Threads</i>: may be shared.
 *
 * <p><i>Source</i>: RFC 5869 (HKDF), RFC 2104 (HMAC), RFC 5297 (AES-SIV), as Tink has them.
 */
public final class PersonalDataKey {

  /** Length of the secret. */
  static final int SECRET_BYTES = 32;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  private static final int DIGEST_BYTES = 32;
  private static final int SIV_KEY_BYTES = 64;
  private static final String HMAC = "HMACSHA256";

  private final String id;
  private final Instant from;
  private final PrfHmacJce digests;
  private final AesSiv tokens;
  private final AesSiv seals;

  PersonalDataKey(String id, Instant from, byte[] secret) {
    if (!isId(id) || secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException("a key has an id and " + SECRET_BYTES + " bytes");
    }
    this.id = id;
    this.from = from;
    try {
      this.digests =
          new PrfHmacJce(HMAC, new SecretKeySpec(derived(secret, "hash", DIGEST_BYTES), "HMAC"));
      this.tokens = new AesSiv(derived(secret, "token", SIV_KEY_BYTES));
      this.seals = new AesSiv(derived(secret, "seal", SIV_KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks HMAC-SHA-256 or AES", e);
    }
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Its name, which stands beside all that was made with it. */
  public String id() {
    return id;
  }

  /** Events received from then on are governed with it. */
  public Instant from() {
    return from;
  }

  /** A digest of the value, {@value #DIGEST_BYTES} bytes. */
  byte[] digest(String tenant, String value) {
    byte[] whose = tenant.getBytes(UTF_8);
    byte[] what = value.getBytes(UTF_8);
    ByteBuffer both = ByteBuffer.allocate(Integer.BYTES + whose.length + what.length);
    both.putInt(whose.length).put(whose).put(what);
    try {
      return digests.compute(both.array(), DIGEST_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a value cannot be digested", e);
    }
  }

  /** The value, encrypted so that the same value of the same tenant is the same again. */
  byte[] token(String tenant, String value) {
    return encrypted(tokens, value.getBytes(UTF_8), tenant);
  }

  /** The value of a token; nothing where it was not made for this tenant with this key. */
  Optional<String> original(String tenant, byte[] token) {
    return decrypted(tokens, token, tenant).map(value -> new String(value, UTF_8));
  }

  /** Bytes, encrypted together with the place where they stand. */
  byte[] sealed(byte[] bytes, String place) {
    return encrypted(seals, bytes, place);
  }

  /** What was sealed; nothing where it was not sealed at this place with this key. */
  Optional<byte[]> opened(byte[] sealed, String place) {
    return decrypted(seals, sealed, place);
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "personal-data key " + id + " from " + from;
  }

  private static byte[] derived(byte[] secret, String purpose, int bytes)
      throws GeneralSecurityException {
    byte[] label = ("millrace personal-data " + purpose).getBytes(UTF_8);
    return Hkdf.computeHkdf(HMAC, secret, new byte[0], label, bytes);
  }

  private static byte[] encrypted(AesSiv cipher, byte[] bytes, String with) {
    try {
      return cipher.encryptDeterministically(bytes, with.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("bytes cannot be encrypted", e);
    }
  }

  private static Optional<byte[]> decrypted(AesSiv cipher, byte[] bytes, String with) {
    try {
      return Optional.of(cipher.decryptDeterministically(bytes, with.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }
}
