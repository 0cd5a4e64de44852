package dev.millrace.ingestion.privacy;

import dev.millrace.ingestion.domain.personal.Pseudonyms;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Pseudonyms of one tenant under one key, whose id they name: {@code hmac:KEY:HEX} and {@code
 * tok:KEY:BASE64URL}.
 */
record TenantPseudonyms(String id, TenantKey key) implements Pseudonyms {

  static final String TOKEN = "tok:";

  private static final String DIGEST = "hmac:";

  @Override
  public String hash(String value) {
    return DIGEST + id + ":" + HexFormat.of().formatHex(key.digest(value));
  }

  @Override
  public String token(String value) {
    return TOKEN
        + id
        + ":"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(key.token(value));
  }
}
