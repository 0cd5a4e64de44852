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

    DemoCommand.remove(folder, Optional.empty());

    assertThat(folder).doesNotExist();
    assertThat(log.pointer()).isEmpty();
  }

  @Test
  void theLogStaysWhereItFailedAndIsNamed() throws IOException {
    Path folder = factory();
    DemoLog log = DemoLog.in(folder);
    Files.writeString(log.file(), "{}");

    DemoCommand.remove(folder, Optional.of(log.file()));

    assertThat(folder)
        .isDirectoryNotContaining("glob:**kafka")
        .isDirectoryContaining("glob:**.log");
    assertThat(log.pointer()).contains("what the factory logged is in " + log.file());
  }

  @Test
  void nothingStaysWhereNothingWasLogged() throws IOException {
    Path folder = factory();
    DemoLog log = DemoLog.in(folder);

    DemoCommand.remove(folder, Optional.of(log.file()));

    assertThat(folder).doesNotExist();
  }

  private Path factory() throws IOException {
    Path folder = temporary.resolve("factory");
    Files.createDirectories(folder.resolve("kafka/raw-events-0"));
    Files.writeString(folder.resolve("kafka/raw-events-0/0.log"), "x");
    return folder;
  }
}
