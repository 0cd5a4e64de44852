package dev.millrace.cost;

import dev.millrace.cost.domain.ChargedCall;
import dev.millrace.cost.domain.OpenSums;
import dev.millrace.cost.domain.PackedReader;
import dev.millrace.cost.domain.PackedWriter;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.cost.domain.WindowSums;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.platform.streams.OwnStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * What minutes and hours got since they were last written: a hot window is read and written once in
 * a while, not once a call.
 *
 * <p><i>Shape</i>: sums are in memory. What has changed is put into the store below, and with it
 * into the changelog, when Kafka Streams {@linkplain #flushCache flushes what is cached} at the
 * beginning of a commit, whoever asked for that: so it is committed in one transaction with the
 * calls that it is made of, and a crash between a commit and the next writing loses nothing. What
 * is taken before a commit is never put there. The store is read after a start only.
 *
 * <p>Kafka Streams has the hook for its own caches; it is not part of its public interface. {@code
 * CostTopologyTest} holds that commits call it.
 *
 * <p><i>Owner/threads</i>: one for each task, used by its thread.
 */
final class PendingWindows extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {

  static final String NAME = "pending-windows";

  private final Map<WindowKey, Pending> minutes = new HashMap<>();
  private final Map<WindowKey, Pending> hours = new HashMap<>();

  /** What lies in the store and is not pending any more. */
  private final Set<WindowKey> gone = new HashSet<>();

  private static final class Pending {

    private final OpenSums sums;
    private boolean isStored;
    private boolean isChanged;

    private Pending(OpenSums sums, boolean isStored) {
      this.sums = sums;
      this.isStored = isStored;
    }
  }

  private PendingWindows(KeyValueStore<Bytes, byte[]> store) {
    super(store);
  }

  /** Makes them; what they lie in is in memory, because it is small. */
  static OwnStore<PendingWindows> builder() {
    return new OwnStore<>(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(NAME), Serdes.Bytes(), Serdes.ByteArray()),
        PendingWindows::new);
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    clearCache();
    super.init(context, root);
  }

  /** Goes on with what was committed; called when the store is whole. */
  void open() {
    clearCache();
    try (KeyValueIterator<Bytes, byte[]> all = wrapped().all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> one = all.next();
        WindowKey key = WindowKey.of(one.key.get());
        WindowSums sums = WindowSums.readFrom(new PackedReader(one.value));
        of(key).put(key, new Pending(OpenSums.of(sums), true));
      }
    }
  }

  /** Adds a call to its minute. */
  void add(WindowKey minute, ChargedCall call) {
    changed(minute).add(call);
  }

  /** Adds to a minute or an hour. */
  void add(WindowKey window, WindowSums more) {
    changed(window).add(more);
  }

  /** How many windows of a length there are. */
  int size(CostWindow length) {
    return of(length).size();
  }

  /** All of a length; they are not pending any more. */
  Map<WindowKey, WindowSums> take(CostWindow length) {
    Map<WindowKey, Pending> all = of(length);
    Map<WindowKey, WindowSums> taken = new HashMap<>();
    all.forEach(
        (key, pending) -> {
          taken.put(key, pending.sums.sums());
          if (pending.isStored) {
            gone.add(key);
          }
        });
    all.clear();
    return taken;
  }

  @Override
  public void flushCache() {
    for (WindowKey key : gone) {
      wrapped().delete(Bytes.wrap(key.bytes()));
    }
    gone.clear();
    store(minutes);
    store(hours);
    super.flushCache();
  }

  @Override
  public void clearCache() {
    minutes.clear();
    hours.clear();
    gone.clear();
    super.clearCache();
  }

  private void store(Map<WindowKey, Pending> windows) {
    windows.forEach(
        (key, pending) -> {
          if (pending.isChanged) {
            PackedWriter out = new PackedWriter();
            pending.sums.sums().writeTo(out);
            wrapped().put(Bytes.wrap(key.bytes()), out.bytes());
            pending.isStored = true;
            pending.isChanged = false;
          }
        });
  }

  private OpenSums changed(WindowKey window) {
    Pending pending =
        of(window).computeIfAbsent(window, key -> new Pending(new OpenSums(), gone.remove(key)));
    pending.isChanged = true;
    return pending.sums;
  }

  private Map<WindowKey, Pending> of(WindowKey key) {
    return of(key.window());
  }

  private Map<WindowKey, Pending> of(CostWindow length) {
    return switch (length) {
      case MINUTE -> minutes;
      case HOUR -> hours;
      case DAY -> throw new IllegalArgumentException("days are made of hours, and never pending");
    };
  }
}
