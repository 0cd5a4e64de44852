package dev.millrace.ingestion;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of reference data as they were read last, absent ones included: a row that many events ask
 * for is read and parsed once.
 *
 * <p><i>Threads</i>: asked by all stream threads, told of changes by the thread that follows the
 * topic. No row here is older than the store's: a row is read under the lock of its key, and
 * forgotten under the same lock after it was changed.
 *
 * <p><i>Failure</i>: a row that cannot be read, or is no JSON object, is as good as absent, and a
 * line of the log says so each time it is looked for in the store. Throws where the registry cannot
 * be asked.
 */
final class ReferenceRowCache {

  private static final Logger LOG = LoggerFactory.getLogger(ReferenceRowCache.class);

  static final int MOST_ROWS = 10_000;

  /** Larger rows are read each time, so all together take some ten megabytes of text. */
  static final int MOST_BYTES = 1_024;

  /**
   * Longer keys are looked for each time: they come out of events, and nobody may fill the memory
   * with them. So they take some five megabytes.
   */
  static final int MOST_KEY_LENGTH = 512;

  private final AvroCodec<ReferenceRecord> codec;
  private final ConcurrentMap<String, Optional<JsonValue>> rows = new ConcurrentHashMap<>();

  ReferenceRowCache(AvroCodec<ReferenceRecord> codec) {
    this.codec = codec;
  }

  /**
   * A row.
   *
   * @param stored asks the store for a record, where the row is not known
   */
  Optional<JsonValue> row(String key, Function<String, byte @Nullable []> stored) {
    if (key.length() > MOST_KEY_LENGTH) {
      return read(stored.apply(key));
    }
    Optional<JsonValue> known = rows.get(key);
    if (known != null) {
      return known;
    }
    if (rows.size() >= MOST_ROWS) {
      rows.clear();
    }
    Optional<JsonValue> row = rows.computeIfAbsent(key, name -> read(stored.apply(name)));
    if (row.isPresent() && row.get().slice().length() > MOST_BYTES) {
      rows.remove(key);
    }
    return row;
  }

  /** The row was changed in the store. */
  void forget(String key) {
    rows.remove(key);
  }

  /** What a record says; nothing where there is none. */
  private Optional<JsonValue> read(byte @Nullable [] record) {
    if (record == null) {
      return Optional.empty();
    }
    Optional<JsonValue> row = object(record);
    if (row.isEmpty()) {
      LOG.warn("a row of reference-data is no JSON object of its schema: events do without it");
    }
    return row;
  }

  private Optional<JsonValue> object(byte[] record) {
    try {
      var row = codec.decode(record).getRow();
      byte[] text = new byte[row.remaining()];
      row.duplicate().get(text);
      return StrictJson.read(text) instanceof StrictJson.Result.Valid valid
              && valid.value() instanceof JsonValue.Fields fields
          ? Optional.of(fields)
          : Optional.empty();
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  /** How many rows are known. */
  int size() {
    return rows.size();
  }
}
