package dev.millrace.ingestion.gateway.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Entry;
import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Place;
import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionIndexTest {

  private static final Progress ONE = new Progress("topic", Positions.of(Map.of(0, 1L)));
  private static final Place FIRST = new Place(0, 0);

  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

  @TempDir private Path folder;

  @Test
  void findsWhatWasWrittenAfterItWasOpenedAgain() {
    try (PredictionIndex index = open(folder)) {
      index.add(List.of(new Entry("acme", "r", FIRST)), ONE);
      index.add(
          List.of(new Entry("acme", "s", new Place(3, 1L << 40))),
          new Progress("topic", Positions.of(Map.of(0, 1L, 3, 7L))));
    }

    try (PredictionIndex index = open(folder)) {
      assertThat(index.find("acme", "r")).contains(FIRST);
      assertThat(index.find("acme", "s")).contains(new Place(3, 1L << 40));
      assertThat(index.progress().orElseThrow().positions()).hasToString("0.1-3.7");
    }
  }

  /** What lies on the disk while it is open is what a killed process leaves. */
  @Test
  void hasPlacesAndProgressTogetherAfterAKill(@TempDir Path killed) throws IOException {
    try (PredictionIndex index = open(folder)) {
      for (int i = 0; i < 500; i++) {
        index.add(
            List.of(new Entry("acme", "r" + i, new Place(0, i))),
            new Progress("topic", Positions.of(Map.of(0, i + 1L))));
      }
      copy(folder, killed);
    }

    try (PredictionIndex index = open(killed)) {
      assertThat(index.progress().orElseThrow().positions()).hasToString("0.500");
      for (int i = 0; i < 500; i++) {
        assertThat(index.find("acme", "r" + i)).contains(new Place(0, i));
      }
    }
  }

  @Test
  void knowsATenantsOwnRequestsOnly() {
    try (PredictionIndex index = open(folder)) {
      index.add(List.of(new Entry("acme", "r", FIRST)), ONE);

      assertThat(index.find("other", "r")).isEmpty();
      assertThat(index.find("acm", "er")).isEmpty();
      assertThat(index.find("acme", "")).isEmpty();
    }
  }

  @Test
  void beginsAnewWhereItBelongsToAnotherTopic() {
    try (PredictionIndex index = open(folder)) {
      index.add(List.of(new Entry("acme", "r", FIRST)), ONE);
    }
    Predicate<Progress> ofTheNewTopic = progress -> progress.topicId().equals("new topic");

    try (PredictionIndex index = PredictionIndex.open(folder, Duration.ofDays(1), ofTheNewTopic)) {
      assertThat(index.progress()).isEmpty();
      assertThat(index.find("acme", "r")).isEmpty();
    }
  }

  @Test
  void beginsAnewWhereItIsDamaged() throws IOException {
    try (PredictionIndex index = open(folder)) {
      index.add(List.of(new Entry("acme", "r", FIRST)), ONE);
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> isState(one)).toList()) {
        Files.writeString(file, "nonsense");
      }
    }

    try (PredictionIndex index = open(folder)) {
      assertThat(index.progress()).isEmpty();
      index.add(List.of(new Entry("acme", "r", FIRST)), ONE);
      assertThat(index.find("acme", "r")).contains(FIRST);
    }
  }

  @Test
  void refusesAFolderThatAnotherUses() {
    try (PredictionIndex index = open(folder)) {
      assertThat(index.progress()).isEmpty();
      assertThatThrownBy(() -> open(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is another process using it?");
    }
  }

  /** Its disk fails as no disk does on demand: the process may write to no file. */
  @Test
  void goesOnOnceTheDiskIsWellAgain() throws Exception {
    assumeTrue(Files.isExecutable(PRLIMIT), "prlimit of Linux is needed");
    Progress two = new Progress("topic", Positions.of(Map.of(0, 2L)));
    List<Entry> second = List.of(new Entry("acme", "s", new Place(0, 1)));
    try (PredictionIndex index = open(folder)) {
      index.add(List.of(new Entry("acme", "r", FIRST)), ONE);
      limitFiles("0:");
      try {
        assertThatThrownBy(() -> index.add(second, two)).hasMessageContaining("is the disk full?");
        assertThatThrownBy(() -> index.add(second, two)).hasMessageContaining("is the disk full?");
      } finally {
        limitFiles("unlimited:");
      }
      // It finds itself closed, and opens itself for the next.
      assertThatThrownBy(() -> index.add(second, two)).isInstanceOf(IllegalStateException.class);

      index.add(second, two);

      assertThat(index.find("acme", "r")).contains(FIRST);
      assertThat(index.find("acme", "s")).contains(new Place(0, 1));
      assertThat(index.progress()).contains(two);
    }
  }

  private static void limitFiles(String size) throws Exception {
    String self = String.valueOf(ProcessHandle.current().pid());
    assertThat(
            new ProcessBuilder(PRLIMIT.toString(), "--fsize=" + size, "--pid", self)
                .start()
                .waitFor())
        .isZero();
  }

  @Test
  void saysSoWhereItIsClosed() {
    PredictionIndex index = open(folder);
    index.close();
    index.close();

    assertThatThrownBy(() -> index.find("acme", "r")).hasMessageContaining("is closed");
  }

  private static PredictionIndex open(Path folder) {
    return PredictionIndex.open(folder, Duration.ofDays(30), progress -> true);
  }

  private static boolean isState(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("MANIFEST") || name.equals("CURRENT");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
