package dev.millrace.publisher;

import dev.millrace.platform.runtime.Health;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread on which a service lives one life after the other ({@link Lives}), and how it is
 * meanwhile.
 *
 * <p><i>Owner/threads</i>: whoever starts it closes it; any may ask how it is.
 */
final class Worker {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Lives lives;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Health health = new Health.Starting();

  /**
   * Not at work yet.
   *
   * @param name of the service
   * @param life ends where {@link #isClosing} says so, or where another one has to begin
   */
  Worker(String name, Runnable life, InstantSource clock) {
    this.lives = new Lives(name, life, PAUSE, clock, this::tell);
    this.thread = new Thread(() -> lives.live(closing), name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Health health() {
    return health;
  }

  /** It is so from now on. */
  void tell(Health now) {
    health = now;
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Waits, but not when it is closed. */
  void rest(Duration time) {
    try {
      var unused = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets it come to the end of its life, for so long. */
  void close(Duration patience) {
    closing.countDown();
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same, and calls it off whatever it waits for then. */
  @SuppressWarnings("Interruption") // the worker is meant to be told
  void closeOrInterrupt(Duration patience) {
    close(patience);
    thread.interrupt();
  }
}
