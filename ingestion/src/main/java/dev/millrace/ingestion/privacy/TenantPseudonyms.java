package dev.millrace.ingestion.privacy;

import dev.millrace.ingestion.domain.personal.Pseudonyms;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Pseudonyms of one tenant under one key, which they name: {@code hmac:KEY:HEX} and {@code
 * tok:KEY:BASE64URL}.
 */
record TenantPseudonyms(PersonalDataKey key, String tenant) implements Pseudonyms {

  static final String TOKEN = "tok:";

  private static final String DIGEST = "hmac:";

  @Override
  public String hash(String value) {
    return DIGEST + key.id() + ":" + HexFormat.of().formatHex(key.digest(tenant, value));
  }

  @Override
  public String token(String value) {
    return TOKEN
        + key.id()
        + ":"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(key.token(tenant, value));
  }
}
