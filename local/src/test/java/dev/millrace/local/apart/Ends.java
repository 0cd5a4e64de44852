package dev.millrace.local.apart;

import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Sees the terminal records of a flow's events as a consumer does, and how long each took since its
 * event was first given to the client.
 *
 * <p><i>Threads</i>: one of its own reads; it may be asked by any.
 *
 * <p><i>Owner</i>: whoever starts it ends it.
 */
final class Ends implements AutoCloseable {

  private static final String ID = "event-";

  private final Map<Integer, Long> sentNanos = new ConcurrentHashMap<>();
  private final ConcurrentSkipListSet<Integer> ended = new ConcurrentSkipListSet<>();
  private long longestNanos;
  private volatile boolean closed;
  private volatile @Nullable RuntimeException failure;

  private Ends() {}

  /** Begins to read. */
  static Ends of(RunningFactory factory) {
    Ends ends = new Ends();
    Thread reading = new Thread(() -> ends.follow(factory), "ends");
    reading.setDaemon(true);
    reading.start();
    return ends;
  }

  /** The id of an event, by its number from 0 on. */
  static String id(int number) {
    return ID + number;
  }

  /** An event is being sent, for the first time. */
  void sending(int number) {
    sentNanos.put(number, System.nanoTime());
  }

  /** How many events have ended whose number is at least this one. */
  int since(int number) {
    requireReading();
    return ended.tailSet(number).size();
  }

  /** How many events have ended whose number is less. */
  int before(int number) {
    requireReading();
    return ended.headSet(number).size();
  }

  /** The longest that an event took which ended since this was last asked. */
  synchronized Duration takeLongest() {
    Duration longest = Duration.ofNanos(longestNanos);
    longestNanos = 0;
    return longest;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void requireReading() {
    RuntimeException found = failure;
    if (found != null) {
      throw new IllegalStateException("predictions cannot be followed any more", found);
    }
  }

  private void follow(RunningFactory factory) {
    try {
      new RecordStream(factory, warning -> {})
          .follow(Topics.PREDICTIONS, () -> !closed, this::take);
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private synchronized void take(Prediction prediction) {
    int number = Integer.parseInt(prediction.getEventId().substring(ID.length()));
    Long sent = sentNanos.remove(number);
    // A second record of the same event is the ledger's to find.
    if (sent != null) {
      longestNanos = Math.max(longestNanos, System.nanoTime() - sent);
      ended.add(number);
    }
  }
}
