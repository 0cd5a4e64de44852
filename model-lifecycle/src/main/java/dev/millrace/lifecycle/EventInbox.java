package dev.millrace.lifecycle;

import dev.millrace.record.RetrainingEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reasons for a retraining of which nothing has come yet.
 *
 * <p><i>Shape</i>: one of each id, kept until nothing will come of it any more: so the store is
 * empty most of the time.
 */
final class EventInbox {

  static final String NAME = "retraining-inbox";

  private static final Logger LOG = LoggerFactory.getLogger(EventInbox.class);

  private final KeyValueStore<String, byte[]> store;
  private final AvroCodec<RetrainingEvent> codec;

  EventInbox(KeyValueStore<String, byte[]> store, AvroCodec<RetrainingEvent> codec) {
    this.store = store;
    this.codec = codec;
  }

  /** Adds the store to a topology; whoever uses it names it. */
  static void addStore(StreamsBuilder builder) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(NAME), Serdes.String(), Serdes.ByteArray()));
  }

  /** Those that are still open, oldest first; the others are thrown away. */
  List<RetrainingEvent> open(Predicate<RetrainingEvent> isSettled) {
    List<RetrainingEvent> open = new ArrayList<>();
    List<String> settled = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        RetrainingEvent event = codec.decode(entry.value);
        if (isSettled.test(event)) {
          settled.add(entry.key);
        } else {
          open.add(event);
        }
      }
    }
    settled.forEach(store::delete);
    open.sort(
        Comparator.comparing(RetrainingEvent::getDetectedAt).thenComparing(RetrainingEvent::getId));
    return open;
  }

  /**
   * Puts events in.
   *
   * <p><i>Failure</i>: a record that cannot be read is named in the log and left out.
   */
  static final class Taker extends ContextualProcessor<byte[], byte[], Void, Void> {

    private final AvroCodec<RetrainingEvent> codec;

    Taker(SchemaRegistry registry) {
      this.codec = new AvroCodec<>(Topics.RETRAINING_EVENTS, registry);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      try {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        String id = codec.decode(value).getId();
        KeyValueStore<String, byte[]> store = context().getStateStore(NAME);
        store.put(id, value);
      } catch (UnreadableRecordException e) {
        LOG.error(
            "the retraining event at {} cannot be read, and nothing comes of it: {}",
            context()
                .recordMetadata()
                .map(at -> at.topic() + " " + at.partition() + "@" + at.offset())
                .orElse("?"),
            e.getMessage());
      }
    }
  }
}
