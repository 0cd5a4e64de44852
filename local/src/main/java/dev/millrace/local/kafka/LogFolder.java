package dev.millrace.local.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds a node's log.
 *
 * @param path absolute
 */
record LogFolder(Path path) {

  /** Less is soon used up by Kafka's own topics, and a full disk ends the node. */
  private static final long MIN_FREE_BYTES = 64L * 1024 * 1024;

  /** Kafka's own lock: a node holds it as long as it lives. */
  private static final String LOCK = ".lock";

  /** Written last when a folder is formatted, so a folder that has it is whole. */
  private static final String FORMATTED = "meta.properties";

  /**
   * Makes the folder, and formats it at its first use.
   *
   * @throws IllegalStateException where it cannot hold a log
   */
  void prepare() {
    if (path.toString().contains(",")) {
      throw unusable("Kafka takes the comma in its name for the start of another folder", null);
    }
    try {
      Files.createDirectories(path);
      requireSpace();
      requireUnused();
      if (!Files.exists(path.resolve(FORMATTED))) {
        format();
      }
    } catch (IOException e) {
      throw unusable(e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private void requireSpace() throws IOException {
    long free = Files.getFileStore(path).getUsableSpace();
    if (free < MIN_FREE_BYTES) {
      throw unusable(
          "the disk is full: "
              + free / 1024 / 1024
              + " MiB are free, at least "
              + MIN_FREE_BYTES / 1024 / 1024
              + " are needed",
          null);
    }
  }

  private void requireUnused() throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw unusable("another process runs Kafka in it", null);
      }
    } catch (OverlappingFileLockException e) {
      throw unusable("this process already runs Kafka in it", e);
    }
  }

  private void format() throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Formatter formatter =
        new Formatter()
            .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
            .setNodeId(NodeProperties.NODE)
            .setClusterId(Uuid.randomUuid().toString())
            .addDirectory(path.toString())
            .setMetadataLogDirectory(path.toString())
            .setReleaseVersion(MetadataVersion.latestProduction())
            .setControllerListenerName(NodeProperties.CONTROLLER)
            .setIgnoreFormatted(true);
    try {
      formatter.run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("it cannot be formatted: " + e.getMessage(), e);
    }
  }

  private IllegalStateException unusable(String reason, @Nullable Exception cause) {
    return new IllegalStateException(
        "the folder " + path + " cannot hold Kafka's log: " + reason, cause);
  }
}
