package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a factory, by name. Once they are minded, one that ends of itself is started
 * again soon, as a supervisor does.
 *
 * <p><i>Threads</i>: one of its own minds them; another tells it what to do.
 *
 * <p><i>Owner</i>: whoever makes it closes it, which kills them all.
 */
final class Lives implements AutoCloseable {

  /** A process that cannot begin is not tried more often. */
  private static final long LOOK_MILLIS = 500;

  private final Map<String, JavaProcess> lives = new LinkedHashMap<>();

  /** Those whose end is meant. */
  private final Set<String> left = new HashSet<>();

  private final ScheduledExecutorService minding = Executors.newSingleThreadScheduledExecutor();
  private int revived;

  /** Starts one, for the first time or in place of what it was before. */
  synchronized void begin(JavaProcess.Launch launch) {
    lives.put(launch.name(), launch.start());
    left.remove(launch.name());
  }

  /** From now on whatever ends is started again. */
  void mind() {
    var unused =
        minding.scheduleWithFixedDelay(this::revive, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether one ends is nobody's business until {@link #mind(String)}, or its next start. */
  synchronized void leave(String name) {
    left.add(name);
  }

  /** It is minded again. */
  synchronized void mind(String name) {
    left.remove(name);
  }

  /** The names of all that there are, in the order of their first start. */
  synchronized List<String> names() {
    return List.copyOf(lives.keySet());
  }

  synchronized JavaProcess of(String name) {
    JavaProcess life = lives.get(name);
    assertThat(life).as("%s was started", name).isNotNull();
    return life;
  }

  /** How many have ended of themselves, and were started again. */
  synchronized int revived() {
    return revived;
  }

  @Override
  public synchronized void close() {
    minding.shutdownNow();
    lives.values().forEach(JavaProcess::close);
  }

  private synchronized void revive() {
    if (minding.isShutdown()) {
      return;
    }
    try {
      lives.replaceAll((name, life) -> life.isAlive() || left.contains(name) ? life : next(life));
    } catch (RuntimeException e) {
      // Nobody would be minded from then on, without a word.
      System.out.println("  what has ended cannot be started again: " + e);
    }
  }

  private JavaProcess next(JavaProcess life) {
    revived++;
    System.out.println("  it has ended, and is started again: " + life.ended());
    return life.again();
  }
}
