package dev.millrace.ingestion.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyringTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  @Test
  void readsOneKeyALine() {
    List<String> problems = new ArrayList<>();
    Optional<Keyring> keys =
        Keyring.read(
            "# the keys\n\nnew 2026-02-01T00:00:00Z "
                + SECRET
                + "\n  old\t2026-01-01T00:00:00Z  "
                + SECRET
                + "  \n",
            problems);

    assertThat(problems).isEmpty();
    assertThat(keys.orElseThrow().keys())
        .extracting(PersonalDataKey::id)
        .containsExactly("old", "new");
  }

  @Test
  void takesTheKeyThatWasInForceWhenTheEventWasReceived() {
    Keyring keys =
        new Keyring(
            List.of(Keys.key("second", BEGINNING.plusSeconds(60)), Keys.key("first", BEGINNING)));

    assertThat(keys.inForce(Instant.MIN).id()).isEqualTo("first");
    assertThat(keys.inForce(BEGINNING.plusMillis(59_999)).id()).isEqualTo("first");
    assertThat(keys.inForce(BEGINNING.plusSeconds(60)).id()).isEqualTo("second");
    assertThat(keys.inForce(Instant.MAX).id()).isEqualTo("second");
  }

  @Test
  void tellsEveryProblemWithItsLineAndNoSecret() {
    List<String> problems = new ArrayList<>();
    String text =
        String.join(
            "\n",
            "one",
            "Two 2026-01-01T00:00:00Z " + SECRET,
            "three yesterday " + SECRET,
            "four 2026-01-01T00:00:00Z c2VjcmV0",
            "five 2026-01-01T00:00:00Z " + SECRET,
            "five 2026-02-01T00:00:00Z " + SECRET,
            "six 2026-01-01T00:00:00Z " + SECRET,
            "seven sometime s*cret");

    assertThat(Keyring.read(text, problems)).isEmpty();
    assertThat(problems)
        .containsExactly(
            "line 1: expected ID FROM SECRET, with a space between them",
            "line 2: the id is no name of at most 32 lower-case letters, digits and hyphens",
            "line 3: FROM is no instant such as 2026-01-31T12:00:00Z",
            "line 4: SECRET is not 32 bytes in Base64",
            "line 6: the id five is given twice",
            "line 7: six and five begin at the same instant",
            "line 8: FROM is no instant such as 2026-01-31T12:00:00Z",
            "line 8: SECRET is not 32 bytes in Base64");
  }

  @Test
  void forgetsATenantInEveryKeyAndKeepsAllElseOfTheText() {
    String text =
        "# ours\n\nk1 1970-01-01T00:00:00Z " + SECRET + "\nk2 2026-01-01T00:00:00Z " + SECRET;

    String less = Keyring.without("acme", text);

    Keyring keys = Keyring.read(less, new ArrayList<>()).orElseThrow();
    assertThat(less).startsWith("# ours\n\nk1 1970-01-01T00:00:00Z ").doesNotContain(SECRET);
    assertThat(keys.keysOf("acme")).isZero();
    assertThat(keys.keysOf("other")).isEqualTo(2);
    assertThat(Keyring.without("acme", less)).isEqualTo(less);
    assertThat(Keyring.without("acme", Keyring.without("other", text)))
        .isEqualTo(Keyring.without("other", less));
  }

  /** Whoever has the file could take the # away. */
  @Test
  void forgetsATenantInKeysThatArePutOutOfUseToo() {
    String old = "k1 1970-01-01T00:00:00Z ";

    String less =
        Keyring.without("acme", "# our # keys\n#" + old + SECRET + "\n # " + old + SECRET + "\n");

    assertThat(less).startsWith("# our # keys\n#" + old).doesNotContain(SECRET);
    for (String line : less.lines().skip(1).toList()) {
      Keyring back = Keyring.read(line.replaceFirst("[# ]+", ""), new ArrayList<>()).orElseThrow();
      assertThat(back.keysOf("acme")).isZero();
      assertThat(back.keysOf("other")).isEqualTo(1);
    }
  }

  @Test
  void wantsOneKeyAtLeast() {
    List<String> problems = new ArrayList<>();

    assertThat(Keyring.read("# nothing\n", problems)).isEmpty();
    assertThat(problems)
        .containsExactly("there is no key in it: millrace personal-data new-key prints one");
    assertThatIllegalArgumentException().isThrownBy(() -> new Keyring(List.of()));
  }

  @Test
  void neverShowsASecret() {
    Keyring keys =
        Keyring.read("k1 2026-01-01T00:00:00Z " + SECRET, new ArrayList<>()).orElseThrow();

    assertThat(keys.toString()).contains("k1").doesNotContain(SECRET, "0123456");
  }
}
