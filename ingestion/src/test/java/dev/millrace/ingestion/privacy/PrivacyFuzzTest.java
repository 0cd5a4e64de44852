package dev.millrace.ingestion.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.testing.Fuzz;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever a file of keys or a token says, it is read or refused, and no secret is told. */
class PrivacyFuzzTest {

  private static final String SECRET =
      Base64.getEncoder().encodeToString(new byte[PersonalDataKey.SECRET_BYTES]);

  @Test
  void readsFilesOfKeysWithoutTellingThem() {
    String line = "k1 2026-01-31T12:00:00Z ";

    Fuzz.ofTexts("keys", line + SECRET + "\n# a comment\n\nk2 2026-02-01T00:00:00Z " + SECRET)
        .with(line, SECRET, "\n", " ", "#", "+999999999-12-31T23:59:59Z", "=")
        .holdsOfTexts(
            text -> {
              List<String> problems = new ArrayList<>();
              Optional<Keyring> ring = Keyring.read(text, problems);
              assertThat(ring.isPresent()).isEqualTo(problems.isEmpty());
              assertThat(String.join("\n", problems)).doesNotContain(SECRET.substring(0, 12));
              assertThat(ring.toString()).doesNotContain(SECRET.substring(0, 12));
            });
  }

  @Test
  void opensTokensOrRefusesThem() {
    Keyring keys = Keys.one();
    PersonalDataKey key = keys.keys().get(0);
    String token =
        new TenantPseudonyms(key.id(), key.of("acme").orElseThrow()).token("a@b.example");
    assertThat(new Tokens(keys).original("acme", token)).isEqualTo("a@b.example");

    Fuzz.ofTexts("token", token)
        .with(TenantPseudonyms.TOKEN, "k1:", ":", "=", "-", "_")
        .holdsOfTexts(
            text -> {
              try {
                // Whatever opens is the very token, but for what Base64 passes over.
                assertThat(new Tokens(keys).original("acme", text)).isEqualTo("a@b.example");
              } catch (UnopenableException e) {
                assertThat(e).hasMessageContaining("token");
              }
            });
  }
}
