package dev.millrace.ingestion.gateway.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schemas.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where in the topic of predictions the prediction of a request lies: on disk, some 40 bytes each,
 * and nothing but places: what it says is only in Kafka.
 *
 * <p><i>Shape</i>: the key is a digest of tenant and request id, so that a tenant who asks for the
 * request of another takes the very way of one that never was. How far the topic is indexed is
 * written together with the places: killed at any moment, it goes on where it was.
 *
 * <p><i>Threads</i>: one writes, many may read.
 *
 * <p><i>Failure</i>: {@link IllegalStateException} where the disk fails; once it is well again, so
 * is the index. A folder that is damaged or does not belong to the topic is emptied: the topic has
 * all that it held.
 */
final class PredictionIndex implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PredictionIndex.class);
  private static final byte[] PROGRESS = "progress".getBytes(UTF_8);
  private static final int KEY_BYTES = 16;
  private static final int PLACE_BYTES = Integer.BYTES + Long.BYTES;

  private final Path folder;
  private final IndexStore store;

  /** One record of the topic. */
  record Place(int partition, long offset) {}

  /** A prediction and where it lies. */
  record Entry(String tenant, String requestId, Place place) {}

  /**
   * How far it has come.
   *
   * @param topicId changes when the topic is deleted and made anew
   */
  record Progress(String topicId, Positions positions) {}

  private PredictionIndex(Path folder, IndexStore store) {
    this.folder = folder;
    this.store = store;
  }

  /**
   * Opens the index of a folder, an empty one where there is none that can be used.
   *
   * @param keep for so long at least an entry stays, for twice as long at most
   * @param usable whether what lies there belongs to the topic as it is
   */
  static PredictionIndex open(Path folder, Duration keep, Predicate<Progress> usable) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder " + folder + " of the index of predictions cannot be made", e);
    }
    PredictionIndex index;
    try {
      index = open(folder, keep);
    } catch (RocksDBException e) {
      Status status = e.getStatus();
      if (status == null || status.getCode() != Status.Code.Corruption) {
        throw failure(folder, "opened: is another process using it?", e);
      }
      LOG.warn("the index of predictions in {} is damaged and is made anew", folder, e);
      return emptied(folder, keep);
    }
    Optional<Progress> progress = index.progress();
    if (progress.isPresent() && !usable.test(progress.get())) {
      LOG.info("the topic of predictions is another than before: its index is made anew");
      index.close();
      return emptied(folder, keep);
    }
    return index;
  }

  /** How far the topic is in here; empty before anything is. */
  Optional<Progress> progress() {
    byte[] value = read(PROGRESS);
    if (value.length == 0) {
      return Optional.empty();
    }
    String text = new String(value, UTF_8);
    int middle = text.lastIndexOf(' ');
    return Positions.parse(text.substring(middle + 1))
        .map(positions -> new Progress(text.substring(0, middle), positions));
  }

  /** Where the prediction of a tenant's request lies, as far as is known. */
  Optional<Place> find(String tenant, String requestId) {
    byte[] value = read(key(tenant, requestId));
    if (value.length == 0) {
      return Optional.empty();
    }
    ByteBuffer place = ByteBuffer.wrap(value);
    return Optional.of(new Place(place.getInt(), place.getLong()));
  }

  /** Adds places and says how far the topic is in here with them: all or nothing. */
  void add(List<Entry> entries, Progress progress) {
    try (WriteBatch batch = new WriteBatch()) {
      for (Entry entry : entries) {
        batch.put(
            key(entry.tenant(), entry.requestId()),
            ByteBuffer.allocate(PLACE_BYTES)
                .putInt(entry.place().partition())
                .putLong(entry.place().offset())
                .array());
      }
      batch.put(PROGRESS, (progress.topicId() + ' ' + progress.positions()).getBytes(UTF_8));
      store.write(batch);
    } catch (RocksDBException e) {
      throw failure(folder, "written: is the disk full?", e);
    }
  }

  @Override
  public void close() {
    store.close();
  }

  /** Empty where there is nothing: no value is. */
  private byte[] read(byte[] key) {
    try {
      byte[] value = store.read(open -> open.get(key));
      return value == null ? new byte[0] : value;
    } catch (RocksDBException e) {
      throw failure(folder, "read", e);
    }
  }

  private static PredictionIndex open(Path folder, Duration keep) throws RocksDBException {
    return new PredictionIndex(folder, IndexStore.open("predictions", folder, keep));
  }

  private static PredictionIndex emptied(Path folder, Duration keep) {
    try {
      IndexOptions.destroy(folder, keep);
      return open(folder, keep);
    } catch (RocksDBException e) {
      throw failure(folder, "made anew: delete the folder by hand", e);
    }
  }

  private static byte[] key(String tenant, String requestId) {
    MessageDigest digest = Sha256.begin();
    byte[] owner = tenant.getBytes(UTF_8);
    // The length keeps (ab, c) from reading like (a, bc).
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(owner.length).array());
    digest.update(owner);
    return Arrays.copyOf(digest.digest(requestId.getBytes(UTF_8)), KEY_BYTES);
  }

  private static IllegalStateException failure(Path folder, String what, RocksDBException e) {
    return new IllegalStateException(
        "the index of predictions in " + folder + " cannot be " + what, e);
  }
}
