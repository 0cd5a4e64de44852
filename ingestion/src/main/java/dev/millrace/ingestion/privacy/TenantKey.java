package dev.millrace.ingestion.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.subtle.AesSiv;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.subtle.PrfHmacJce;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * What one key of personal data is for one tenant, and what can be done with it: a key of its own
 * is derived for each.
 *
 * <p><i>Threads</i>: may be shared.
 *
 * <p><i>Source</i>: RFC 5869 (HKDF), RFC 2104 (HMAC), RFC 5297 (AES-SIV), as Tink has them.
 */
final class TenantKey {

  private static final int DIGEST_BYTES = 32;
  private static final int SIV_KEY_BYTES = 64;
  private static final String HMAC = "HMACSHA256";

  private final String tenant;
  private final PrfHmacJce digests;
  private final AesSiv tokens;
  private final AesSiv seals;

  TenantKey(String tenant, byte[] secret) {
    this.tenant = tenant;
    try {
      this.digests =
          new PrfHmacJce(HMAC, new SecretKeySpec(derived(secret, "hash", DIGEST_BYTES), "HMAC"));
      this.tokens = new AesSiv(derived(secret, "token", SIV_KEY_BYTES));
      this.seals = new AesSiv(derived(secret, "seal", SIV_KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks HMAC-SHA-256 or AES", e);
    }
  }

  /** A digest of the value, {@value #DIGEST_BYTES} bytes. */
  byte[] digest(String value) {
    // Two tenants may share a secret, however unlikely that is: the name keeps them apart.
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

  /** The value, encrypted so that the same value is the same again. */
  byte[] token(String value) {
    return encrypted(tokens, value.getBytes(UTF_8), tenant);
  }

  /** The value of a token; nothing where it was not made for this tenant with this key. */
  Optional<String> original(byte[] token) {
    return decrypted(tokens, token, tenant).map(bytes -> new String(bytes, UTF_8));
  }

  /** Bytes, encrypted so that they can be opened at their place only. */
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
    return "a personal-data key of " + tenant;
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
