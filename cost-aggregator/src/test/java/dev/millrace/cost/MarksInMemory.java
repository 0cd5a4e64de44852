package dev.millrace.cost;

import dev.millrace.platform.streams.DayBlock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Marks as they are kept on disk, without one, and forgetting nothing. What a {@link
 * dev.millrace.platform.streams.DayBlocks} does not call throws, so that a test sees it when that
 * changes.
 */
final class MarksInMemory implements KeyValueStore<Bytes, byte[]>, KeyValueBytesStoreSupplier {

  private final Map<Bytes, byte[]> marks = new HashMap<>();

  @Override
  public KeyValueStore<Bytes, byte[]> get() {
    return this;
  }

  @Override
  public String metricsScope() {
    return "marks";
  }

  @Override
  public void put(Bytes key, byte[] block) {
    DayBlock.of(block).entries().forEach(one -> marks.put(Bytes.wrap(one.key()), one.value()));
  }

  // Kafka's own stores return null as well, which its types do not say.
  @Override
  @SuppressWarnings("NullAway")
  public byte @Nullable [] get(Bytes key) {
    return marks.get(key);
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] block) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> blocks) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] delete(Bytes key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long approximateNumEntries() {
    return marks.size();
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
    marks.clear();
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
