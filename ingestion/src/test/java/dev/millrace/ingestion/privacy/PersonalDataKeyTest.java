package dev.millrace.ingestion.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.ingestion.domain.personal.Pseudonyms;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataKeyTest {

  private final PersonalDataKey key = Keys.key("k1", Instant.EPOCH);
  private final Pseudonyms acme = new TenantPseudonyms(key, "acme");
  private final Pseudonyms other = new TenantPseudonyms(key, "other");
  private final Tokens tokens = new Tokens(Keys.one());

  @Test
  void givesTheSameNameToTheSameValueOfATenantAndNoneOfItToAnother() {
    assertThat(acme.hash("bob")).matches("hmac:k1:[0-9a-f]{64}").isEqualTo(acme.hash("bob"));
    assertThat(acme.hash("bob")).isNotEqualTo(acme.hash("Bob")).isNotEqualTo(other.hash("bob"));
    assertThat(acme.token("bob")).matches("tok:k1:[\\w-]+").isEqualTo(acme.token("bob"));
    assertThat(acme.token("bob")).isNotEqualTo(other.token("bob"));
  }

  @Test
  void tellsWhereTheTenantEndsAndTheValueBegins() {
    assertThat(new TenantPseudonyms(key, "a").hash("bc"))
        .isNotEqualTo(new TenantPseudonyms(key, "ab").hash("c"));
  }

  /** The scheme, worked out with nothing but what Java has: who has the key can do it too. */
  @Test
  void hashesAsTheDocumentationSays() throws Exception {
    byte[] secret = new byte[32];
    java.util.Arrays.fill(secret, (byte) "k1".hashCode());
    byte[] pseudorandom = hmac(new byte[32], secret);
    byte[] derived = hmac(pseudorandom, "millrace personal-data hash\u0001".getBytes(UTF_8));
    byte[] digest = hmac(derived, "\0\0\0\4acmebob".getBytes(UTF_8));

    assertThat(acme.hash("bob")).isEqualTo("hmac:k1:" + HexFormat.of().formatHex(digest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bob", "4012888888881881", "\u00e9\ud83d\ude00\u0000"})
  void givesTheValueOfATokenBack(String value) {
    assertThat(tokens.original("acme", acme.token(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bob", "tok:", "tok:k1", "tok:k1:*", "tok:K1:aaaa", "hmac:k1:00"})
  void refusesWhatIsNoToken(String text) {
    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> tokens.original("acme", text))
        .withMessage("this is no token: one has the form tok:KEY:VALUE");
  }

  @Test
  void refusesTokensOfOtherTenantsAndOtherKeysAndChangedOnes() {
    String token = acme.token("bob");

    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> tokens.original("other", token))
        .withMessageContaining("was not made for the tenant other");
    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> tokens.original("acme", token.replace("k1", "k2")))
        .withMessageContaining("needs the personal-data key k2, which is not in the file");
    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> tokens.original("acme", token.substring(0, token.length() - 4)))
        .withMessageNotContaining("bob");
  }

  @Test
  void wantsAnIdAndAWholeSecret() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PersonalDataKey("k1", Instant.EPOCH, new byte[31]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PersonalDataKey("a:b", Instant.EPOCH, new byte[32]));
  }

  private static byte[] hmac(byte[] key, byte[] text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }
}
