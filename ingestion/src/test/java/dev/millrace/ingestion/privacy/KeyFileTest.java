package dev.millrace.ingestion.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder = Path.of("");
  private final KeyLines lines = new KeyLines(new Random(1));
  private Instant now = BEGINNING;
  private Path path = Path.of("");

  @BeforeEach
  void create() throws IOException {
    path = folder.resolve("personal-data.keys");
    lines.create(path);
  }

  @Test
  void isMadeWithOneKeyThatHasAlwaysBeenInForceAndIsItsOwnersAlone() throws IOException {
    assertThat(KeyFile.read(path).inForce(Instant.EPOCH).from()).isEqualTo(Instant.EPOCH);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryNotContaining("glob:**.draft");
  }

  @Test
  void followsTheFileAndLooksOnceASecondAtMost() throws IOException {
    KeyFile file = KeyFile.open(path, () -> now);
    String old = file.keyring().inForce(BEGINNING).id();
    String added = lines.add(path, BEGINNING.plusSeconds(60)).id();

    now = BEGINNING.plusMillis(999);
    assertThat(file.keyring().keys()).hasSize(1);
    now = BEGINNING.plusMillis(1000);
    assertThat(file.keyring().keys()).hasSize(2);
    assertThat(file.keyring().inForce(BEGINNING.plusSeconds(59)).id()).isEqualTo(old);
    assertThat(file.keyring().inForce(BEGINNING.plusSeconds(60)).id()).isEqualTo(added);
  }

  @Test
  void followsTheFileThoughTheClockWasSetBack() throws IOException {
    KeyFile file = KeyFile.open(path, () -> now);
    lines.add(path, BEGINNING.plusSeconds(60));

    now = BEGINNING.minus(Duration.ofDays(1));

    assertThat(file.keyring().keys()).hasSize(2);
  }

  @Test
  void keepsTheKeysInForceWhereANewVersionIsBrokenOrGone() throws IOException {
    KeyFile file = KeyFile.open(path, () -> now);
    String good = Files.readString(path);

    replace("broken\n", 1);
    assertThat(file.keyring().keys()).hasSize(1);
    Files.delete(path);
    now = now.plusSeconds(1);
    assertThat(file.keyring().keys()).hasSize(1);
    replace(good + lines.line(BEGINNING).text() + "\n", 2);
    assertThat(file.keyring().keys()).hasSize(2);
  }

  @Test
  void doesNotOpenAFileThatIsBrokenOrNotThere() throws IOException {
    Files.writeString(path, "one\nTwo x y\n");

    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> KeyFile.open(path, () -> now))
        .withMessageContaining(path + " (ingestion.personal-data.keys-file) cannot be used")
        .withMessageContaining("line 1: ")
        .withMessageContaining("line 2: the id")
        .withMessageContaining("line 2: FROM")
        .withMessageContaining("line 2: SECRET");
    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> KeyFile.open(folder.resolve("none"), () -> now))
        .withMessageContaining("it is not there: millrace personal-data new-key prints a key");
  }

  @Test
  void destroysTheKeysOfATenantInTheFileAndReadersSeeIt() throws IOException {
    lines.add(path, BEGINNING);
    KeyFile file = KeyFile.open(path, () -> now);

    assertThat(KeyLines.destroy(path, "acme")).isEqualTo(2);
    String after = Files.readString(path);
    assertThat(KeyLines.destroy(path, "acme")).isZero();

    assertThat(path).hasContent(after);
    now = now.plusSeconds(1);
    assertThat(file.keyring().keysOf("acme")).isZero();
    assertThat(file.keyring().keysOf("other")).isEqualTo(2);
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aKeyThatIsAddedHasNoPartForThoseWhoWereErasedBefore() throws IOException {
    KeyLines.destroy(path, "acme");
    KeyLines.destroy(path, "globex");
    String first = Files.readString(path);

    lines.add(path, BEGINNING);

    assertThat(KeyFile.read(path).keysOf("other")).isEqualTo(2);
    String added = Files.readString(path).substring(first.length());
    assertThat(Files.readString(path)).startsWith(first);
    Files.writeString(path, added);
    assertThat(KeyFile.read(path).keysOf("acme")).as("without the line before it").isZero();
    assertThat(KeyFile.read(path).keysOf("globex")).isZero();
    assertThat(KeyFile.read(path).keysOf("other")).isEqualTo(1);
  }

  /** As new-key prints it, for a file that is kept elsewhere. */
  @Test
  void aLineThatSomebodyHasAddedOpensNothingForThemEither() throws IOException {
    KeyLines.destroy(path, "acme");
    KeyFile file = KeyFile.open(path, () -> now);
    String whole = lines.line(BEGINNING).text();

    replace(Files.readString(path) + whole + "\n", 1);

    assertThat(file.keyring().keys()).hasSize(2);
    assertThat(file.keyring().keysOf("acme")).isZero();
    assertThat(file.keyring().keysOf("other")).isEqualTo(2);
    lines.add(path, BEGINNING.plusSeconds(60));
    assertThat(Files.readString(path)).as("the file follows").doesNotContain(whole);
    assertThat(KeyFile.read(path).keysOf("other")).isEqualTo(3);
  }

  /** Mounted secrets are links. */
  @Test
  void destroysInTheFileThatALinkLeadsTo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), path);

    assertThat(KeyLines.destroy(link, "acme")).isEqualTo(1);

    assertThat(link).isSymbolicLink();
    assertThat(KeyFile.read(path).keysOf("acme")).isZero();
  }

  @Test
  void destroysWhatOnlyALineOutOfUseStillHolds() throws IOException {
    String line = Files.readString(path).strip();
    KeyLines.destroy(path, "acme");
    Files.writeString(path, Files.readString(path) + "# " + line + "\n");

    assertThat(KeyLines.destroy(path, "acme")).isZero();

    assertThat(Files.readString(path)).doesNotContain(line);
  }

  @Test
  void addsNothingToAFileThatIsBroken() throws IOException {
    Files.writeString(path, "broken");

    assertThatExceptionOfType(KeyFileException.class).isThrownBy(() -> lines.add(path, BEGINNING));
    assertThat(path).hasContent("broken");
  }

  @Test
  void keepsCommentsAndALastLineWithoutEnd() throws IOException {
    Files.writeString(path, "# ours\n" + Files.readString(path).strip());

    lines.add(path, BEGINNING);

    assertThat(Files.readAllLines(path)).hasSize(3).first().isEqualTo("# ours");
    assertThat(KeyFile.read(path).keys()).hasSize(2);
  }

  @Test
  void addsNoKeyThatBeginsWithAnother() throws IOException {
    String before = Files.readString(path);

    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> lines.add(path, Instant.EPOCH))
        .withMessageContaining("begin at the same instant");
    assertThat(path).hasContent(before);
  }

  @Test
  void losesNoKeyWhereManyAreAddedAtOnce() {
    IntStream.range(0, 50)
        .parallel()
        .forEach(
            i -> {
              try {
                lines.add(path, BEGINNING.plusSeconds(i));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    assertThat(KeyFile.read(path).keys()).hasSize(51);
  }

  /** Some file systems count whole seconds only. */
  private void replace(String text, int secondsLater) throws IOException {
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.from(BEGINNING.plusSeconds(secondsLater)));
    now = now.plusSeconds(1);
  }
}
