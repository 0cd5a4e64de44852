package dev.millrace.ingestion.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in a file, followed while they are used.
 *
 * <p><i>Threads</i>: may be shared, and has none of its own: the file is looked at when keys are
 * asked for, once a second at most.
 *
 * <p><i>Failure</i>: a new version that cannot be used is logged, and the one before stays in
 * force.
 */
public final class KeyFile {

  private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** What tells one version of the file from another. */
  private record Version(FileTime writtenAt, long bytes, @Nullable Object file) {}

  private final Path path;
  private final InstantSource clock;
  private volatile Keyring keyring;
  private volatile long lookedAtMillis;
  private Optional<Version> version;

  private KeyFile(Path path, InstantSource clock, Optional<Version> version, Keyring keyring) {
    this.path = path;
    this.clock = clock;
    this.version = version;
    this.keyring = keyring;
    this.lookedAtMillis = clock.millis();
  }

  /**
   * Opens a file.
   *
   * @throws KeyFileException where it cannot be used
   */
  public static KeyFile open(Path path, InstantSource clock) {
    Optional<Version> version = version(path);
    return new KeyFile(path, clock, version, read(path));
  }

  /**
   * Reads a file once.
   *
   * @throws KeyFileException where it cannot be used
   */
  public static Keyring read(Path path) {
    List<String> problems = new ArrayList<>();
    try {
      Optional<Keyring> read = Keyring.read(Files.readString(path, UTF_8), problems);
      if (read.isPresent()) {
        return read.get();
      }
    } catch (NoSuchFileException e) {
      problems.add("it is not there: millrace personal-data new-key prints a key to put into it");
    } catch (IOException e) {
      problems.add("it cannot be read as a text in UTF-8: " + e);
    }
    throw new KeyFileException(path, problems);
  }

  /** The keys as the file has them. */
  public Keyring keyring() {
    // Either way: a clock that is set back must not stop the looking.
    if (Math.abs(clock.millis() - lookedAtMillis) >= BETWEEN_LOOKS.toMillis()) {
      look();
    }
    return keyring;
  }

  private synchronized void look() {
    long now = clock.millis();
    if (Math.abs(now - lookedAtMillis) < BETWEEN_LOOKS.toMillis()) {
      return;
    }
    Optional<Version> seen = version(path);
    if (!seen.equals(version)) {
      version = seen;
      try {
        keyring = read(path);
        LOG.info("personal-data keys were read again: {} of them", keyring.keys().size());
      } catch (KeyFileException e) {
        LOG.warn("the personal-data keys that were read before stay in force", e);
      }
    }
    lookedAtMillis = now;
  }

  /** Nothing where there is no file. */
  private static Optional<Version> version(Path path) {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(new Version(file.lastModifiedTime(), file.size(), file.fileKey()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
