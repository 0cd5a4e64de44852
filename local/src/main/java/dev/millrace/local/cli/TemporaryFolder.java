package dev.millrace.local.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder that a command made for itself, and removes at its end.
 *
 * @param deletion of one file, or of one folder that is empty
 */
record TemporaryFolder(Path path, Deletion deletion) {

  /** Deletes what may be gone already. */
  interface Deletion {
    void of(Path path) throws IOException;
  }

  /**
   * Removes it with all that is in it.
   *
   * @param kept the one file that stays, where it is there
   * @return what to tell where something else stays: what was to be found out is found out by then,
   *     so that is no failure
   */
  Optional<String> remove(Optional<Path> kept) {
    Optional<Path> stays = kept.filter(Files::exists);
    try {
      for (Path one : deepestFirst()) {
        if (stays.filter(file -> file.startsWith(one)).isEmpty()) {
          deletion.of(one);
        }
      }
      return Optional.empty();
    } catch (IOException | UncheckedIOException e) {
      return Optional.of("the folder " + path + " is not removed, do it by hand: " + e);
    }
  }

  private List<Path> deepestFirst() throws IOException {
    try (Stream<Path> paths = Files.walk(path)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
