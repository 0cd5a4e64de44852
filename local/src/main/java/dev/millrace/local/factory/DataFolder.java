package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.privacy.KeyLines;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The folder of one factory: what lies where in it.
 *
 * @param path absolute
 */
public record DataFolder(Path path) {

  /** Less than this and Kafka would stop in the middle of its work. */
  private static final long ENOUGH_BYTES = 256L * 1024 * 1024;

  /** A folder, which need not exist yet. */
  public static DataFolder at(Path path) {
    return new DataFolder(path.toAbsolutePath().normalize());
  }

  /** Kafka's log. */
  Path kafka() {
    return path.resolve("kafka");
  }

  /** State stores of Kafka Streams. */
  Path streams() {
    return path.resolve("streams");
  }

  /** Checkpoints of Flink. */
  Path flink() {
    return path.resolve("flink");
  }

  /** What drift-detector needs to resume. */
  Path drift() {
    return path.resolve("drift");
  }

  /** The meter of bedrock-local. */
  Path bedrock() {
    return path.resolve("bedrock");
  }

  /** Makes the keys of personal data at the first call; readable by their owner only. */
  void makePersonalDataKeys() {
    try {
      if (!Files.exists(personalDataKeys())) {
        new KeyLines(new SecureRandom()).create(personalDataKeys());
      }
    } catch (IOException e) {
      throw new FactoryException(
          "the personal-data keys " + personalDataKeys() + " cannot be made: " + reason(e), e);
    }
  }

  /** Starts and clean stops so far. */
  public StartLog starts() {
    return new StartLog(path.resolve("starts.jsonl"));
  }

  /**
   * Makes the folder.
   *
   * @throws FactoryException where it cannot hold a factory
   */
  void prepare() {
    try {
      Files.createDirectories(path);
      long free = Files.getFileStore(path).getUsableSpace();
      if (free < ENOUGH_BYTES) {
        throw new FactoryException(
            "the disk of "
                + path
                + " has "
                + free / (1024 * 1024)
                + " MiB left, a factory needs at least "
                + ENOUGH_BYTES / (1024 * 1024)
                + ": make room, or choose another folder with --data-dir");
      }
    } catch (IOException e) {
      throw new FactoryException(
          "the folder "
              + path
              + " cannot be used: "
              + reason(e)
              + "; choose another with --data-dir",
          e);
    }
  }

  /**
   * Claims the folder for this process until the lock is closed; the system gives it back when the
   * process dies.
   *
   * @throws FactoryException where another process has it
   */
  @SuppressWarnings("resource") // the lock keeps the channel, and closes it
  Lock lock() {
    return tryLock()
        .orElseThrow(
            () ->
                new FactoryException(
                    "a factory is already running in "
                        + path
                        + runningPid()
                        + ": stop it, or choose another folder with --data-dir"));
  }

  /** Whether a factory runs in the folder. */
  public boolean isInUse() {
    if (!Files.exists(lockFile())) {
      return false;
    }
    Optional<Lock> lock = tryLock();
    lock.ifPresent(Lock::close);
    return lock.isEmpty();
  }

  /** The factory that runs in the folder and is ready; nothing where there is none. */
  public Optional<FactoryAddress> running() {
    try {
      return isInUse() && Files.exists(addressFile())
          ? Optional.of(FactoryAddress.parse(Files.readString(addressFile())))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Says where the factory listens; others see all of it or nothing. */
  void publish(FactoryAddress address) {
    try {
      Path draft = path.resolve("factory.json.draft");
      Files.writeString(draft, address.json() + "\n");
      Files.move(
          draft,
          addressFile(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new FactoryException("the folder " + path + " cannot be written: " + reason(e), e);
    }
  }

  /** Takes the address back. */
  void withdraw() {
    try {
      Files.deleteIfExists(addressFile());
    } catch (IOException e) {
      throw new FactoryException("the folder " + path + " cannot be written: " + reason(e), e);
    }
  }

  /** The key of the default tenant, made at the first call; readable by its owner only. */
  String developmentKey() {
    try {
      if (!Files.exists(keyFile())) {
        Path draft = path.resolve("development.key.draft");
        Files.deleteIfExists(draft);
        Files.createFile(
            draft,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, ApiKeys.fresh(new SecureRandom()) + "\n");
        Files.move(draft, keyFile(), StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(keyFile(), UTF_8).strip();
    } catch (IOException e) {
      throw new FactoryException(
          "the development key " + keyFile() + " cannot be read or made: " + reason(e), e);
    }
  }

  /** The key of the default tenant; nothing where no factory has made one. */
  public Optional<String> existingKey() {
    try {
      return Files.exists(keyFile())
          ? Optional.of(Files.readString(keyFile(), UTF_8).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new FactoryException(
          "the development key " + keyFile() + " cannot be read: " + reason(e), e);
    }
  }

  /** The keys of personal data; the file is made where the first factory starts. */
  public Path personalDataKeys() {
    return path.resolve("personal-data.keys");
  }

  private Optional<Lock> tryLock() {
    try {
      FileChannel channel =
          FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // This very process has it.
      }
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new Lock(channel));
    } catch (IOException e) {
      throw new FactoryException(
          "the folder "
              + path
              + " cannot be locked: "
              + reason(e)
              + "; choose another with --data-dir",
          e);
    }
  }

  private String runningPid() {
    try {
      return Files.exists(addressFile())
          ? " (process " + FactoryAddress.parse(Files.readString(addressFile())).pid() + ")"
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  private Path lockFile() {
    return path.resolve("factory.lock");
  }

  private Path addressFile() {
    return path.resolve("factory.json");
  }

  /** Where the key of the default tenant lies. */
  public Path keyFile() {
    return path.resolve("development.key");
  }

  /** What the system says, which for many file errors is only the file's name. */
  static String reason(IOException e) {
    String kind = e.getClass().getSimpleName().replace("Exception", "");
    return e.getMessage() == null ? kind : kind + ", " + e.getMessage();
  }

  /** The claim on a folder. */
  static final class Lock implements AutoCloseable {

    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new FactoryException("the folder's lock cannot be given back", e);
      }
    }
  }
}
