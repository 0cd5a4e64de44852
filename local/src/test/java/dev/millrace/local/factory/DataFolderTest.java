package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  private static final FactoryAddress ADDRESS =
      new FactoryAddress(
          URI.create("http://127.0.0.1:8080"),
          "127.0.0.1:9092",
          URI.create("http://127.0.0.1:8081"),
          URI.create("http://127.0.0.1:8088"),
          URI.create("http://127.0.0.1:8089"),
          42);

  @TempDir private Path path = Path.of("");
  private DataFolder folder = DataFolder.at(Path.of(""));

  @BeforeEach
  void open() {
    folder = DataFolder.at(path);
    folder.prepare();
  }

  @Test
  void onlyOneFactoryRunsInAFolder() {
    try (DataFolder.Lock lock = folder.lock()) {
      assertThat(lock).isNotNull();
      assertThat(folder.isInUse()).isTrue();
      assertThatExceptionOfType(FactoryException.class)
          .isThrownBy(folder::lock)
          .withMessageStartingWith("a factory is already running in " + folder.path());
    }
    assertThat(folder.isInUse()).isFalse();
  }

  @Test
  void aFactoryIsFoundWhileItRuns() {
    try (DataFolder.Lock lock = folder.lock()) {
      assertThat(lock).isNotNull();
      folder.publish(ADDRESS);

      assertThat(folder.running()).contains(ADDRESS);
    }
  }

  @Test
  void whatAKilledFactoryLeftIsNotTakenForOneThatRuns() {
    folder.publish(ADDRESS);

    assertThat(folder.running()).isEmpty();
  }

  @Test
  void theKeyIsMadeOnceAndIsItsOwnersAlone() throws IOException {
    String key = folder.developmentKey();

    assertThat(key).matches("mr_[A-Za-z0-9_-]{43}").isEqualTo(folder.developmentKey());
    assertThat(folder.existingKey()).contains(key);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(path.resolve("development.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void theKeysOfPersonalDataAreMadeOnceAndAreTheirOwnersAlone() throws IOException {
    folder.makePersonalDataKeys();
    String keys = Files.readString(folder.personalDataKeys());
    folder.makePersonalDataKeys();

    assertThat(folder.personalDataKeys()).hasContent(keys.strip());
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.personalDataKeys())))
        .isEqualTo("rw-------");
  }

  @Test
  void aFolderThatIsAFileCannotBeUsed() throws IOException {
    Path file = Files.writeString(path.resolve("file"), "");

    assertThatExceptionOfType(FactoryException.class)
        .isThrownBy(() -> DataFolder.at(file).prepare())
        .withMessageContaining("choose another with --data-dir");
  }

  @Test
  void theReadyLineIsThatOfTheContract() {
    assertThat(ADDRESS.json())
        .hasToString(
            "{\"ready\":true,\"gateway\":\"http://127.0.0.1:8080\",\"kafka\":\"127.0.0.1:9092\","
                + "\"registry\":\"http://127.0.0.1:8081\",\"bedrock\":\"http://127.0.0.1:8088\","
                + "\"s3\":\"http://127.0.0.1:8089\",\"pid\":42}");
  }
}
