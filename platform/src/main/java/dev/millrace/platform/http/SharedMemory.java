package dev.millrace.platform.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Memory that parties share: each may hold as much as would be left free. So one alone gets a half,
 * each of two a third, and whoever comes new finds room.
 *
 * <p><i>Threads</i>: may be used by many at once.
 *
 * <p><i>Source</i>: Choudhury and Hahne, Dynamic queue length thresholds for shared-memory packet
 * switches, IEEE/ACM Transactions on Networking 6(2), 1998; with a factor of 1.
 */
public final class SharedMemory {

  private final Map<String, Long> held = new HashMap<>();
  private long free;

  /** So much, all of it free. */
  public SharedMemory(long bytes) {
    this.free = bytes;
  }

  /** Takes some; nothing where the party would hold too much. */
  public synchronized Optional<Share> take(String party, long bytes) {
    return reserve(party, bytes) ? Optional.of(new Share(party, bytes)) : Optional.empty();
  }

  /** What nobody holds. */
  synchronized long freeBytes() {
    return free;
  }

  private boolean reserve(String party, long bytes) {
    long wanted = held.getOrDefault(party, 0L) + bytes;
    if (wanted > free - bytes) {
      return false;
    }
    held.put(party, wanted);
    free -= bytes;
    return true;
  }

  private void giveBack(String party, long bytes) {
    free += bytes;
    held.computeIfPresent(party, (name, all) -> all == bytes ? null : all - bytes);
  }

  /** What one call holds until it is closed. */
  public final class Share implements AutoCloseable {

    private final String party;
    private long bytes;
    private boolean closed;

    private Share(String party, long bytes) {
      this.party = party;
      this.bytes = bytes;
    }

    /** Takes more; false where the party would hold too much, and after the end. */
    public boolean grow(long more) {
      synchronized (SharedMemory.this) {
        if (closed || !reserve(party, more)) {
          return false;
        }
        bytes += more;
        return true;
      }
    }

    @Override
    public void close() {
      synchronized (SharedMemory.this) {
        if (!closed) {
          closed = true;
          giveBack(party, bytes);
        }
      }
    }
  }
}
