package dev.millrace.ingestion.privacy;

import java.util.Base64;

/** Gets the values of tokens back. */
public record Tokens(Keyring keys) {

  private static final String SHAPE =
      "this is no token: one has the form " + TenantPseudonyms.TOKEN + "KEY:VALUE";

  /**
   * The value that a token stands for.
   *
   * @throws UnopenableException where it is no token, or not of this tenant, or the tenant was
   *     erased
   */
  public String original(String tenant, String token) {
    int colon = token.indexOf(':', TenantPseudonyms.TOKEN.length());
    if (!token.startsWith(TenantPseudonyms.TOKEN) || colon < 0) {
      throw new UnopenableException(SHAPE);
    }
    String id = token.substring(TenantPseudonyms.TOKEN.length(), colon);
    if (!PersonalDataKey.isId(id)) {
      throw new UnopenableException(SHAPE);
    }
    return keys.find(id)
        .orElseThrow(() -> UnopenableException.unknownKey("the token", id))
        .of(tenant)
        .orElseThrow(() -> UnopenableException.destroyedKey("the token", tenant))
        .original(bytes(token.substring(colon + 1)))
        .orElseThrow(
            () ->
                new UnopenableException(
                    "the token was not made for the tenant " + tenant + ", or has been changed"));
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new UnopenableException(SHAPE);
    }
  }
}
