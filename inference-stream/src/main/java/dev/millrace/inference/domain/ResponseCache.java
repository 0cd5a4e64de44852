package dev.millrace.inference.domain;

import dev.millrace.inference.domain.AnswerParser.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that were given before, for calls that are the same to the last character. What was not
 * used for longest goes first where room runs out.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class ResponseCache {

  /** About what an entry takes beside its texts. */
  private static final long OVERHEAD = 300;

  private final Bounds bounds;
  private final Map<Key, Kept> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * How much may be kept.
   *
   * @param bytes of keys and answers, about
   */
  public record Bounds(int entries, long bytes) {}

  /**
   * A call, and whose it is: answers never pass from one tenant, model or prompt to another.
   *
   * @param digest of the call; see {@link CallDigest}
   */
  public record Key(
      String tenant, String pipeline, int promptRevision, ModelRoute route, String digest) {}

  /**
   * A valid answer.
   *
   * @param stopReason of the model, in the endpoint's words
   * @param requestId of the request that it was given to
   */
  public record Hit(Answer answer, String stopReason, String requestId) {}

  private record Kept(Hit hit, Instant at, long bytes) {}

  public ResponseCache(Bounds bounds) {
    this.bounds = bounds;
  }

  /** An answer that is younger than some time; absent where there is none. */
  public synchronized Optional<Hit> find(Key key, Duration age, Instant now) {
    Kept kept = entries.get(key);
    if (kept == null) {
      return Optional.empty();
    }
    if (!now.isBefore(kept.at().plus(age))) {
      drop(key);
      return Optional.empty();
    }
    return Optional.of(kept.hit());
  }

  /** Keeps an answer; one that is larger than all the room is not kept. */
  public synchronized void keep(Key key, Hit hit, Instant now) {
    drop(key);
    long size = size(key, hit);
    if (size > bounds.bytes() || bounds.entries() < 1) {
      return;
    }
    entries.put(key, new Kept(hit, now, size));
    bytes += size;
    Iterator<Kept> oldest = entries.values().iterator();
    while (bytes > bounds.bytes() || entries.size() > bounds.entries()) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  /** Answers that are kept, those that nobody may have any more included. */
  synchronized int size() {
    return entries.size();
  }

  /** What they take, about. */
  synchronized long bytes() {
    return bytes;
  }

  private void drop(Key key) {
    Kept dropped = entries.remove(key);
    if (dropped != null) {
      bytes -= dropped.bytes();
    }
  }

  private static long size(Key key, Hit hit) {
    return OVERHEAD
        + text(key.tenant())
        + text(key.pipeline())
        + text(key.route().modelId())
        + text(key.digest())
        + text(hit.stopReason())
        + text(hit.requestId())
        + size(hit.answer());
  }

  private static long size(Answer answer) {
    if (answer instanceof Answer.Label label) {
      return text(label.label());
    }
    if (answer instanceof Answer.Text text) {
      return text(text.text());
    }
    if (answer instanceof Answer.Vector vector) {
      return (long) vector.values().size() * (Long.BYTES + 2 * Float.BYTES);
    }
    throw new IllegalArgumentException("an answer that is not valid is not kept");
  }

  private static long text(String text) {
    return (long) text.length() * Character.BYTES;
  }
}
