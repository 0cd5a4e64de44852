package dev.millrace.ingestion.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Makes keys, and writes them into files that only their owner reads.
 *
 * @param dice have to be those of {@link java.security.SecureRandom} wherever keys are to be used
 */
public record KeyLines(RandomGenerator dice) {

  private static final int ID_BYTES = 4;

  private static final Set<StandardOpenOption> LOCK_OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * A line for a file of keys; it holds the secret.
   *
   * @param id made up at random, so that no two keys ever have the same
   */
  public record Line(String id, Instant from, String text) {

    /** Never shows the secret. */
    @Override
    public String toString() {
      return "a line for the key " + id + " from " + from;
    }
  }

  /** A new key. */
  public Line line(Instant from) {
    byte[] name = new byte[ID_BYTES];
    byte[] secret = new byte[PersonalDataKey.SECRET_BYTES];
    dice.nextBytes(name);
    dice.nextBytes(secret);
    String id = "k" + HexFormat.of().formatHex(name);
    return new Line(id, from, id + " " + from + " " + Base64.getEncoder().encodeToString(secret));
  }

  /** Makes a file with one key, in force from the beginning of time. */
  public void create(Path file) throws IOException {
    write(file, line(Instant.EPOCH).text() + "\n");
  }

  /**
   * Adds a key to a file; readers see the file as it was or as it is, and nothing between. It has
   * no key of the tenants that were erased in the file before.
   *
   * @param from has to lie ahead of all clocks by as long as any reader may take to see it
   * @throws KeyFileException where the file cannot be used, before or with the new key
   */
  public Line add(Path file, Instant from) throws IOException {
    return alone(file, real -> addAlone(real, from));
  }

  /**
   * Destroys the keys of a tenant in a file: whatever was made with them is lost for good, and
   * nothing of any other tenant is. Nothing is written where they were destroyed before.
   *
   * @return how many keys held one of the tenant
   * @throws KeyFileException where the file cannot be used
   */
  public static long destroy(Path file, String tenant) throws IOException {
    return alone(file, real -> destroyAlone(real, tenant));
  }

  /** What is done to a file while nobody else changes it. */
  @FunctionalInterface
  private interface Change<T> {

    T carryOut(Path real) throws IOException;
  }

  private static <T> T alone(Path file, Change<T> change) throws IOException {
    KeyFile.read(file);
    // Behind a link the old keys would stay, and only the link would lead to the new ones.
    Path real = file.toRealPath();
    Path lock = real.resolveSibling(real.getFileName() + ".lock");
    // The lock of a file is held for a process as a whole: the monitor is for its threads.
    synchronized (KeyLines.class) {
      try (FileChannel channel = FileChannel.open(lock, LOCK_OPTIONS, OWNER_ONLY)) {
        // Let go with the channel.
        var unused = channel.lock();
        return change.carryOut(real);
      }
    }
  }

  private static long destroyAlone(Path file, String tenant) throws IOException {
    long held = KeyFile.read(file).keysOf(tenant);
    String before = Files.readString(file, UTF_8);
    String less = Keyring.without(tenant, before);
    if (!less.equals(before)) {
      write(file, less);
    }
    return held;
  }

  private Line addAlone(Path file, Instant from) throws IOException {
    KeyFile.read(file);
    Line line = line(from);
    String before = Files.readString(file, UTF_8);
    String after = before + (before.endsWith("\n") ? "" : "\n") + line.text() + "\n";
    List<String> problems = new ArrayList<>();
    if (Keyring.read(after, problems).isEmpty()) {
      throw new KeyFileException(file, problems);
    }
    write(file, Keyring.agreed(after));
    return line;
  }

  private static void write(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.deleteIfExists(draft);
    Files.createFile(draft, OWNER_ONLY);
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      // A machine that loses its power must not be left with the name of a file and nothing in it.
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
