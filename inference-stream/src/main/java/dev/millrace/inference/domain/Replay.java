package dev.millrace.inference.domain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The requests that come a second time after a restart although they have their terminal record.
 *
 * <p>It is over when every such request has been passed by. Only then may the place from which the
 * journal is read at the next restart move on: a request that is still to come again would be
 * unknown to the next life otherwise.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class Replay {

  private final Map<Integer, Long> positions;
  private final Map<String, Ended> ended = new HashMap<>();
  private final Map<Integer, Long> lastEnded = new HashMap<>();
  private final IntPredicate own;
  private int unread;
  private boolean allHadCome;

  /**
   * A request's end as the journal tells it.
   *
   * @param partition of the request in its own topic
   * @param offset of the request in its own topic
   * @param failure present where it failed
   */
  public record Ended(int partition, long offset, Optional<DeadLetters.Failure> failure) {}

  /**
   * Begins after a restart.
   *
   * @param positions by partition of the requests' topic, the offset from which new ones come;
   *     those before it that are still without an end come first of all
   * @param own which partitions of the requests' topic come here: requests of another that were
   *     under way come here once, first of all, where the parallelism was changed
   */
  public Replay(Map<Integer, Long> positions, IntPredicate own) {
    this.positions = new HashMap<>(positions);
    this.own = own;
  }

  /** The journal tells of an end. */
  public synchronized void ended(String requestId, Ended end) {
    ended.put(requestId, end);
    if (own.test(end.partition())) {
      lastEnded.merge(end.partition(), end.offset(), Math::max);
    }
  }

  /** How the request ended, where it did. */
  public synchronized Optional<Ended> find(String requestId) {
    return Optional.ofNullable(ended.get(requestId));
  }

  /** A request has come by. */
  public synchronized void pass(int partition, long offset) {
    if (own.test(partition)) {
      positions.merge(partition, offset + 1, Math::max);
    }
  }

  /** A request that has come by cannot be read for now: nothing is forgotten until it is. */
  public synchronized void hold() {
    unread++;
  }

  /** One of those has been read, and looked for with {@link #find}. */
  public synchronized void release() {
    unread--;
  }

  /** Whether some that have come by cannot be read for now. */
  public synchronized boolean isHeld() {
    return unread > 0;
  }

  /**
   * A checkpoint is being taken: whether the place from which the journal is read may move on.
   *
   * <p>True from the second checkpoint on at which nothing that is known to have ended is still to
   * come: by then what was passed by has left the operator's own queue as well, which is part of
   * the checkpoint. What ended before is forgotten then.
   */
  public synchronized boolean checkpoint() {
    boolean allCame =
        unread == 0
            && lastEnded.entrySet().stream()
                .allMatch(last -> positions.getOrDefault(last.getKey(), 0L) > last.getValue());
    boolean over = allCame && allHadCome;
    allHadCome = allCame;
    if (over) {
      ended.clear();
      lastEnded.clear();
    }
    return over;
  }

  /** The offset from which new requests come, by partition. */
  public synchronized Map<Integer, Long> positions() {
    return Map.copyOf(positions);
  }

  /** How many ended requests are remembered. */
  public synchronized int size() {
    return ended.size();
  }
}
