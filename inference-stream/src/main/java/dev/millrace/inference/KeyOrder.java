package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import dev.millrace.record.InferenceRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * Lets requests of one ordering key begin one after the other, in the order in which they lie in
 * the topic: each when the terminal record of the one before is given out.
 *
 * <p>So nothing that is paid for ever waits for another, and a crash or a stop costs an ordered
 * pipeline no more calls than any other.
 *
 * <p><i>Shape</i>: after a restart, requests under way come back in no particular order, so none
 * begins before {@link #allCame()} says that all of them are here.
 *
 * <p><i>Threads</i>: told by many; requests begin on the executor's.
 */
final class KeyOrder {

  private final Executor executor;
  private final Map<Key, Line> lines = new HashMap<>();
  private boolean allCame;

  /** Whom the order is kept among. */
  record Key(int partition, String tenant, String pipeline, String key) {

    static Key of(Received received, InferenceRequest request) {
      return new Key(
          received.partition(),
          request.getTenant(),
          request.getPipeline(),
          received.keyOr(request.getRequestId()));
    }
  }

  /** Those of one key that have not begun, by their offset, and whether one is under way. */
  private static final class Line {

    private final TreeMap<Long, Runnable> waiting = new TreeMap<>();
    private boolean busy;
  }

  /**
   * Nobody is in line.
   *
   * @param allCame false where requests from before a restart are still to come
   */
  KeyOrder(Executor executor, boolean allCame) {
    this.executor = executor;
    this.allCame = allCame;
  }

  /** Has a request begin when it is its turn; {@link #leave} has to follow. */
  synchronized void enter(Key key, long offset, Runnable begin) {
    Line line = lines.computeIfAbsent(key, unknown -> new Line());
    line.waiting.put(offset, begin);
    serve(line);
  }

  /** The request of that key that had begun is given out. */
  synchronized void leave(Key key) {
    Line line = Objects.requireNonNull(lines.get(key), "nobody of this key has begun");
    line.busy = false;
    serve(line);
    if (!line.busy && line.waiting.isEmpty()) {
      lines.remove(key);
    }
  }

  /** Whatever was under way before a restart is here. */
  synchronized void allCame() {
    if (!allCame) {
      allCame = true;
      List.copyOf(lines.values()).forEach(this::serve);
    }
  }

  private void serve(Line line) {
    if (allCame && !line.busy && !line.waiting.isEmpty()) {
      line.busy = true;
      executor.execute(line.waiting.pollFirstEntry().getValue());
    }
  }
}
