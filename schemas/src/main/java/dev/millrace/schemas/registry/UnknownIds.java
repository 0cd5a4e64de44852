package dev.millrace.schemas.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Ids that a registry has no Avro schema of, for a short while: a producer with another registry
 * writes many records of one, and the threads that read them read those of all others too.
 *
 * <p><i>Size</i>: the last {@value #MOST} ids; those before are asked for again.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class UnknownIds {

  /** A schema that is registered after all is found so soon. */
  static final Duration TIME = Duration.ofSeconds(2);

  static final int MOST = 1_000;

  private final LongSupplier nanos;
  private final Map<Integer, Said> said = new LinkedHashMap<>();

  /** What the registry said, and when. */
  private record Said(String message, long atNanos) {}

  /**
   * None yet.
   *
   * @param nanos a clock as {@link System#nanoTime}
   */
  UnknownIds(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** What was said of an id; nothing where it is to be asked for. */
  synchronized Optional<String> find(int id) {
    Said last = said.get(id);
    if (last == null) {
      return Optional.empty();
    }
    if (nanos.getAsLong() - last.atNanos() >= TIME.toNanos()) {
      said.remove(id);
      return Optional.empty();
    }
    return Optional.of(last.message());
  }

  /** Remembers what was just said of an id. */
  synchronized void add(int id, String message) {
    // Behind all others, which are older.
    said.remove(id);
    said.put(id, new Said(message, nanos.getAsLong()));
    if (said.size() > MOST) {
      said.remove(said.keySet().iterator().next());
    }
  }

  /** There is a schema of that id now. */
  synchronized void remove(int id) {
    said.remove(id);
  }
}
