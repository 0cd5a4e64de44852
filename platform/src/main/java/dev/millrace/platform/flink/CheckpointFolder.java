package dev.millrace.platform.flink;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which a job keeps its checkpoints and savepoints over many lives.
 *
 * <p><i>Shape</i>: {@code checkpoints/JOB/chk-N/_metadata} and {@code savepoints/NAME/_metadata};
 * Flink writes the metadata last, and in one move, so what has them is complete.
 */
final class CheckpointFolder {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
  private static final String METADATA = "_metadata";
  private static final int DEPTH = 4;

  /** How many restore points are kept when older ones are cleared away. */
  private static final int KEPT = 2;

  private final Path folder;

  /**
   * A place to resume from.
   *
   * @param number rises with every checkpoint, over all lives
   */
  record RestorePoint(long number, Path path) {}

  CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  Path savepoints() {
    return folder.resolve("savepoints");
  }

  /** For files of this life only. */
  Path scratch() {
    return folder.resolve("scratch");
  }

  /** The newest complete restore point; empty in the first life. */
  Optional<RestorePoint> newest() {
    return points().stream().findFirst();
  }

  /** Clears away what earlier lives left, except the newest restore points. */
  void clear() {
    children(scratch()).forEach(CheckpointFolder::delete);
    List<Path> kept = points().stream().limit(KEPT).map(RestorePoint::path).toList();
    for (Path parent : List.of(checkpoints(), savepoints())) {
      for (Path child : children(parent)) {
        if (kept.stream().noneMatch(path -> path.startsWith(child))) {
          delete(child);
        }
      }
    }
  }

  private List<RestorePoint> points() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files
          .filter(file -> file.endsWith(METADATA))
          .map(CheckpointFolder::read)
          .flatMap(Optional::stream)
          .sorted(Comparator.comparingLong(RestorePoint::number).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be read", e);
    }
  }

  private static Optional<RestorePoint> read(Path metadata) {
    Path path = metadata.resolveSibling("");
    try (DataInputStream stream = new DataInputStream(Files.newInputStream(metadata))) {
      long number =
          Checkpoints.loadCheckpointMetadata(
                  stream, CheckpointFolder.class.getClassLoader(), path.toString())
              .getCheckpointId();
      return Optional.of(new RestorePoint(number, path));
    } catch (IOException | RuntimeException e) {
      LOG.warn("the checkpoint {} cannot be read and is passed over", path, e);
      return Optional.empty();
    }
  }

  private static List<Path> children(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + parent + " cannot be read", e);
    }
  }

  private static void delete(Path tree) {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be cleared away", tree, e);
    }
  }
}
