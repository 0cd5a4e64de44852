package dev.millrace.cost;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * A window store as {@link BookedCalls} uses one, which forgets nothing: that of Kafka Streams does
 * not run without Kafka Streams. What {@link BookedCalls} does not call throws, so that a test sees
 * it when that changes.
 */
final class MarksInMemory implements WindowStore<Bytes, byte[]> {

  private final Map<KeyValue<Bytes, Long>, byte[]> values = new HashMap<>();

  @Override
  public void put(Bytes key, byte[] value, long start) {
    values.put(KeyValue.pair(key, start), value);
  }

  // Kafka's own stores return null as well, which its types do not say.
  @Override
  @SuppressWarnings("NullAway")
  public byte @Nullable [] fetch(Bytes key, long start) {
    return values.get(KeyValue.pair(key, start));
  }

  @Override
  public WindowStoreIterator<byte[]> fetch(Bytes key, Instant from, Instant to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(
      Bytes first, Bytes last, Instant from, Instant to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public WindowStoreIterator<byte[]> fetch(Bytes key, long from, long to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(
      Bytes first, Bytes last, long from, long to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> all() {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetchAll(long from, long to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetchAll(Instant from, Instant to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String name() {
    return BookedCalls.NAME;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    // It needs nothing.
  }

  @Override
  public void flush() {
    // It keeps nothing back.
  }

  @Override
  public void close() {
    values.clear();
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
