package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bedrock.disk.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects that are put in parts: a folder for each upload, a file for each part. They outlive the
 * process.
 *
 * <p><i>Threads</i>: may be used by many at once.
 *
 * <p><i>Failure</i>: an {@link UncheckedIOException} where the disk does not do.
 */
public final class Uploads {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");
  private static final String UPLOAD = "upload.json";

  private final Path root;
  private final InstantSource clock;
  private final AtomicLong number = new AtomicLong();

  private Uploads(Path root, InstantSource clock) {
    this.root = root;
    this.clock = clock;
  }

  /** Those of a folder, which need not exist. */
  public static Uploads open(Path root, InstantSource clock) {
    try {
      Files.createDirectories(root);
      return new Uploads(root, clock);
    } catch (IOException e) {
      throw new UncheckedIOException("the uploads in " + root + " cannot be opened: " + e, e);
    }
  }

  /** Begins one; its id. */
  String begin(S3Uri to, ObjectAbout about) {
    String id = UUID.randomUUID().toString();
    StoredObject intended = new StoredObject(to.key(), 0, "", clock.instant(), about);
    try {
      Files.createDirectories(root.resolve(id));
    } catch (IOException e) {
      throw new UncheckedIOException("an upload cannot begin: " + e, e);
    }
    WholeFile.replace(
        root.resolve(id).resolve(UPLOAD),
        intended.json().put("bucket", to.bucket()).toString().getBytes(UTF_8));
    return id;
  }

  /**
   * What is said of the object that an upload is to become; empty where there is no such upload.
   */
  Optional<ObjectAbout> find(String id, S3Uri to) {
    if (!ID.matcher(id).matches() || !Files.exists(root.resolve(id).resolve(UPLOAD))) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(root.resolve(id).resolve(UPLOAD).toFile());
      StoredObject intended = StoredObject.of(json);
      return intended.key().equals(to.key()) && json.path("bucket").asText().equals(to.bucket())
          ? Optional.of(intended.about())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the upload " + id + " cannot be read: " + e, e);
    }
  }

  /** Takes one part, in place of what was there. */
  StoredObject put(String id, int part, ObjectBody body) {
    Path file = root.resolve(id).resolve(String.valueOf(part));
    Path beside = file.resolveSibling(part + ".unfinished" + number.incrementAndGet());
    try {
      StoredObject written =
          ObjectFile.write(
              beside,
              new ObjectFile.Intent(String.valueOf(part), ObjectAbout.of(""), clock.instant()),
              body);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException("part " + part + " cannot be written: " + e, e);
    }
  }

  /** A part; empty where it never came. */
  Optional<ObjectFile> part(String id, int part) {
    Path file = root.resolve(id).resolve(String.valueOf(part));
    try {
      return Files.exists(file) ? Optional.of(ObjectFile.open(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("part " + part + " cannot be read: " + e, e);
    }
  }

  /** Ends one, whatever became of it. */
  void end(String id) {
    Path folder = root.resolve(id);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the upload " + id + " cannot be deleted: " + e, e);
    }
  }
}
