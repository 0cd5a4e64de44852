package dev.millrace.ingestion.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.ingestion.domain.personal.Pseudonyms;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataKeyTest {

  private final PersonalDataKey key = Keys.key("k1", Instant.EPOCH);
  private final Pseudonyms acme = pseudonyms("acme");
  private final Pseudonyms other = pseudonyms("other");
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
    assertThat(pseudonyms("a").hash("bc")).isNotEqualTo(pseudonyms("ab").hash("c"));
  }

  /** The scheme, worked out with nothing but what Java has: who has the key can do it too. */
  @Test
  void hashesAsTheDocumentationSays() throws Exception {
    byte[] secret = new byte[32];
    java.util.Arrays.fill(secret, (byte) "k1".hashCode());
    byte[] path = MessageDigest.getInstance("SHA-256").digest("acme".getBytes(UTF_8));
    byte[] leaf = secret;
    for (int level = 0; level < 80; level++) {
      int bit = (path[level / 8] >> (7 - level % 8)) & 1;
      leaf = hmac(leaf, String.valueOf(bit).getBytes(UTF_8));
    }
    byte[] pseudorandom = hmac(new byte[32], leaf);
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
  void givesNothingBackOfATenantThatWasErasedAndEverythingOfAnother() {
    String token = acme.token("bob");
    String others = other.token("bob");
    Tokens less = new Tokens(new Keyring(List.of(key.without("acme"))));

    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> less.original("acme", token))
        .withMessage("the token cannot be opened by anybody: the tenant acme was erased");
    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> less.original("other", token));
    assertThat(less.original("other", others)).isEqualTo("bob");
  }

  @Test
  void makesMoreTenantsReadyThanItKeeps() {
    String first = pseudonyms("tenant-0").hash("bob");
    for (int i = 0; i < 5000; i++) {
      assertThat(key.of("tenant-" + i)).isPresent();
    }

    assertThat(pseudonyms("tenant-0").hash("bob")).isEqualTo(first);
  }

  @Test
  void wantsAnId() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PersonalDataKey("a:b", Instant.EPOCH, KeyTree.of(new byte[32])));
  }

  private Pseudonyms pseudonyms(String tenant) {
    return new TenantPseudonyms(key.id(), key.of(tenant).orElseThrow());
  }

  private static byte[] hmac(byte[] key, byte[] text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }
}
