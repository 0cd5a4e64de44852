package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays of a demo in a folder of its own. */
class DemoFolderTest {

  @TempDir private Path temporary = Path.of("");

  @AfterEach
  void logAsBefore() {
    System.clearProperty(DemoLog.PROPERTY);
  }

  @Test
  void nothingStaysOfAStoryThatWasTold() throws IOException {
    Path folder = factory();
    DemoLog log = DemoLog.in(folder);
    Files.writeString(log.file(), "{}");

    assertThat(removed(folder).remove(Optional.empty())).isEmpty();

    assertThat(folder).doesNotExist();
    assertThat(log.pointer()).isEmpty();
  }

  @Test
  void theLogStaysWhereItFailedAndIsNamed() throws IOException {
    Path folder = factory();
    DemoLog log = DemoLog.in(folder);
    Files.writeString(log.file(), "{}");

    assertThat(removed(folder).remove(Optional.of(log.file()))).isEmpty();

    assertThat(folder)
        .isDirectoryNotContaining("glob:**kafka")
        .isDirectoryContaining("glob:**.log");
    assertThat(log.pointer()).contains("what the factory logged is in " + log.file());
  }

  @Test
  void nothingStaysWhereNothingWasLogged() throws IOException {
    Path folder = factory();
    DemoLog log = DemoLog.in(folder);

    assertThat(removed(folder).remove(Optional.of(log.file()))).isEmpty();

    assertThat(folder).doesNotExist();
  }

  /** As by a process that has not ended yet. */
  @Test
  void whatIsWrittenMeanwhileStaysAndIsTold() throws IOException {
    Path folder = factory();
    TemporaryFolder disturbed =
        new TemporaryFolder(
            folder,
            path -> {
              if (path.equals(folder)) {
                Files.writeString(folder.resolve("late"), "x");
              }
              Files.deleteIfExists(path);
            });

    assertThat(disturbed.remove(Optional.empty()))
        .contains(
            "the folder "
                + folder
                + " is not removed, do it by hand: java.nio.file.DirectoryNotEmptyException: "
                + folder);
    assertThat(folder)
        .isDirectoryContaining("glob:**late")
        .isDirectoryNotContaining("glob:**kafka");
  }

  @Test
  void aFolderThatCannotBeReadIsToldToo() {
    Path gone = temporary.resolve("gone");

    assertThat(removed(gone).remove(Optional.empty()).orElseThrow())
        .startsWith("the folder " + gone + " is not removed")
        .contains("NoSuchFileException");
  }

  private static TemporaryFolder removed(Path folder) {
    return new TemporaryFolder(folder, Files::deleteIfExists);
  }

  private Path factory() throws IOException {
    Path folder = temporary.resolve("factory");
    Files.createDirectories(folder.resolve("kafka/raw-events-0"));
    Files.writeString(folder.resolve("kafka/raw-events-0/0.log"), "x");
    return folder;
  }
}
