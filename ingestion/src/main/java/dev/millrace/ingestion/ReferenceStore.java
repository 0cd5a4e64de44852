package dev.millrace.ingestion;

import dev.millrace.ingestion.domain.ReferenceRows;
import dev.millrace.ingestion.domain.json.JsonValue;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reference data as it stands in its topic: every instance has all of it, and follows it.
 *
 * <p><i>Failure</i>: a row that cannot be read, or is no JSON object, is as good as absent.
 *
 * @param store records of {@code reference-data} by their keys, as they were written
 * @param cache the same for all that read or follow the store
 */
record ReferenceStore(KeyValueStore<String, byte[]> store, ReferenceRowCache cache)
    implements ReferenceRows {

  static final String NAME = "reference-rows";

  private static final Logger LOG = LoggerFactory.getLogger(ReferenceStore.class);

  static StoreBuilder<KeyValueStore<String, byte[]>> builder() {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(NAME), Serdes.String(), Serdes.ByteArray())
        .withLoggingDisabled();
  }

  @Override
  public Optional<JsonValue> row(String table, String key) {
    return cache.row(table + "/" + key, store::get);
  }

  /**
   * Keeps the store like the topic. It reads no record: nobody could take the place of its thread,
   * if the registry were away.
   */
  static final class Follower implements Processor<String, byte[], Void, Void> {

    private final ReferenceRowCache cache;
    private @Nullable KeyValueStore<String, byte[]> store;

    Follower(ReferenceRowCache cache) {
      this.cache = cache;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(NAME);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      if (record.key() == null || store == null) {
        LOG.warn("a record of reference-data has no key and is passed over");
        return;
      }
      store.put(record.key(), record.value());
      cache.forget(record.key());
    }
  }
}
