package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Buckets of objects in a folder: a folder for each bucket, a file for each object, whose name is
 * made of a digest of the key, so that no key can lead out of its bucket.
 *
 * <p><i>Shape</i>: an object is written beside its place and moved there, so that it is there whole
 * or not at all, whenever the process is killed.
 *
 * <p><i>Size</i>: what is said of each object is in memory; the bytes are not.
 *
 * <p><i>Threads</i>: may be used by many at once; of two that put the same object, the last one
 * stays.
 *
 * <p><i>Failure</i>: an {@link UncheckedIOException} where the disk does not do.
 */
public final class ObjectStore {

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern UNSAFE = Pattern.compile("[^a-zA-Z0-9._-]");
  private static final String SUFFIX = ".object";
  private static final String UNFINISHED = ".unfinished";
  private static final int SHOWN_CHARACTERS = 80;
  private static final int DIGEST_CHARACTERS = 32;

  /** As S3 lists keys: by their bytes. */
  static final Comparator<String> BY_BYTES =
      (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

  private final Path root;
  private final InstantSource clock;
  private final AtomicLong number = new AtomicLong();
  private final Map<String, NavigableMap<String, StoredObject>> buckets = new ConcurrentHashMap<>();

  private ObjectStore(Path root, InstantSource clock) {
    this.root = root;
    this.clock = clock;
  }

  /** Opens a folder, which need not exist. */
  public static ObjectStore open(Path root, InstantSource clock) {
    ObjectStore store = new ObjectStore(root, clock);
    try {
      Files.createDirectories(root);
      try (Stream<Path> folders = Files.list(root)) {
        for (Path folder : folders.filter(Files::isDirectory).toList()) {
          if (isBucketName(folder.getFileName().toString())) {
            store.load(folder);
          }
        }
      }
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException("the objects in " + root + " cannot be opened: " + e, e);
    }
  }

  /** Whether a bucket may be called so. */
  public static boolean isBucketName(String name) {
    return BUCKET.matcher(name).matches() && !name.contains("..");
  }

  /** Makes a bucket; false where there is one of the name. */
  public boolean createBucket(String bucket) {
    if (!isBucketName(bucket)) {
      throw new IllegalArgumentException(bucket + " is no name of a bucket");
    }
    try {
      Files.createDirectories(root.resolve(bucket));
    } catch (IOException e) {
      throw new UncheckedIOException("the bucket " + bucket + " cannot be made: " + e, e);
    }
    return buckets.putIfAbsent(bucket, new ConcurrentSkipListMap<>(BY_BYTES)) == null;
  }

  /** Whether there is a bucket. */
  public boolean hasBucket(String bucket) {
    return buckets.containsKey(bucket);
  }

  /** All buckets, by name. */
  public List<String> buckets() {
    return buckets.keySet().stream().sorted().toList();
  }

  /** Puts an object into a bucket that there is, in place of one of the same key. */
  public StoredObject put(S3Uri to, ObjectAbout about, ObjectBody body) {
    return putIf(to, about, body, before -> true).orElseThrow();
  }

  /**
   * The same where what is there allows it.
   *
   * @param condition on what is there, looked at in the moment before it is replaced
   */
  Optional<StoredObject> putIf(
      S3Uri to, ObjectAbout about, ObjectBody body, Predicate<Optional<StoredObject>> condition) {
    NavigableMap<String, StoredObject> objects = objects(to.bucket());
    Path file = file(to);
    Path beside = file.resolveSibling(file.getFileName() + UNFINISHED + number.incrementAndGet());
    try {
      StoredObject object =
          ObjectFile.write(beside, new ObjectFile.Intent(to.key(), about, clock.instant()), body);
      synchronized (objects) {
        if (!condition.test(Optional.ofNullable(objects.get(to.key())))) {
          return Optional.empty();
        }
        Files.move(
            beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        objects.put(to.key(), object);
      }
      return Optional.of(object);
    } catch (IOException e) {
      throw new UncheckedIOException("the object " + to + " cannot be written: " + e, e);
    } finally {
      deleteQuietly(beside);
    }
  }

  /** What is said of an object. */
  public Optional<StoredObject> find(S3Uri object) {
    return Optional.ofNullable(buckets.get(object.bucket()))
        .flatMap(objects -> Optional.ofNullable(objects.get(object.key())));
  }

  /** All objects of a bucket whose keys begin so, by key. */
  public List<StoredObject> list(S3Uri prefix) {
    return objects(prefix.bucket()).tailMap(prefix.key(), true).values().stream()
        .takeWhile(object -> object.key().startsWith(prefix.key()))
        .toList();
  }

  /** The objects of a bucket by their keys. */
  NavigableMap<String, StoredObject> all(String bucket) {
    return Collections.unmodifiableNavigableMap(objects(bucket));
  }

  /** The bytes of an object; empty where there is none. */
  public Optional<InputStream> bytes(S3Uri object) {
    return open(object).map(ObjectFile::stream);
  }

  /** An object as it is now; empty where there is none. */
  Optional<ObjectFile> open(S3Uri object) {
    if (find(object).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ObjectFile.open(file(object)));
    } catch (IOException e) {
      if (find(object).isEmpty()) {
        return Optional.empty();
      }
      throw new UncheckedIOException("the object " + object + " cannot be read: " + e, e);
    }
  }

  /** Takes an object away; it need not exist. */
  public void delete(S3Uri object) {
    NavigableMap<String, StoredObject> objects = objects(object.bucket());
    synchronized (objects) {
      try {
        Files.deleteIfExists(file(object));
      } catch (IOException e) {
        throw new UncheckedIOException("the object " + object + " cannot be deleted: " + e, e);
      }
      objects.remove(object.key());
    }
  }

  private NavigableMap<String, StoredObject> objects(String bucket) {
    NavigableMap<String, StoredObject> objects = buckets.get(bucket);
    if (objects == null) {
      throw new NoSuchElementException("there is no bucket " + bucket);
    }
    return objects;
  }

  private Path file(S3Uri object) {
    String key = object.key();
    String last = UNSAFE.matcher(key.substring(key.lastIndexOf('/') + 1)).replaceAll("_");
    String shown = last.substring(0, Math.min(SHOWN_CHARACTERS, last.length()));
    String digest = HexFormat.of().formatHex(Digests.sha256().digest(key.getBytes(UTF_8)));
    return root.resolve(object.bucket())
        .resolve(shown + "-" + digest.substring(0, DIGEST_CHARACTERS) + SUFFIX);
  }

  private void load(Path folder) throws IOException {
    String bucket = folder.getFileName().toString();
    createBucket(bucket);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().endsWith(SUFFIX)) {
          try (ObjectFile object = ObjectFile.open(file)) {
            objects(bucket).put(object.object().key(), object.object());
          }
        } else if (file.getFileName().toString().contains(SUFFIX + UNFINISHED)) {
          Files.delete(file);
        }
      }
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is swept at the next start.
    }
  }
}
