package dev.millrace.publisher;

import dev.millrace.platform.kafka.Fencing;
import dev.millrace.platform.runtime.Health;
import dev.millrace.schemas.registry.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lives one life after the other, until it is closed or something ends it for good.
 *
 * <p><i>Failure</i>: whatever ends it but a close is told as {@link Health.Failed}. Who was fenced
 * once begins anew, because a process that stood still is fenced by the brokers just as by another;
 * who is fenced twice within {@link #FENCED_AGAIN} has another beside it.
 */
final class Lives {

  private static final Logger LOG = LoggerFactory.getLogger(Lives.class);

  /**
   * Two that fence each other notice it at their next batch, a minute later at most: the older one
   * twice in two minutes.
   */
  private static final Duration FENCED_AGAIN = Duration.ofMinutes(5);

  private final String name;
  private final Runnable life;
  private final Duration pause;
  private final InstantSource clock;
  private final Consumer<Health> watcher;
  private Instant fenced = Instant.MIN;

  /**
   * None is lived yet.
   *
   * @param name whose lives, as messages call it
   * @param life ends where it is closed, or where another one has to begin
   * @param pause after one that failed
   */
  Lives(String name, Runnable life, Duration pause, InstantSource clock, Consumer<Health> watcher) {
    this.name = name;
    this.life = life;
    this.pause = pause;
    this.clock = clock;
    this.watcher = watcher;
  }

  /** Returns where it is over. */
  void live(CountDownLatch closing) {
    while (closing.getCount() > 0) {
      try {
        life.run();
      } catch (KafkaException | RegistryException | IllegalStateException e) {
        if (isOver(e)) {
          watcher.accept(new Health.Failed("another " + name + " has taken over its work"));
          LOG.error("another {} has taken over", name, e);
          return;
        }
        watcher.accept(
            new Health.Impaired("brokers, topics or registry are away: its log says which"));
        LOG.warn("{} begins anew", name, e);
        rest(closing);
      } catch (RuntimeException | Error e) {
        // An error too: nobody else would hear of it.
        watcher.accept(new Health.Failed("a defect of " + name + ": its log says which"));
        LOG.error("{} stops", name, e);
        return;
      }
    }
  }

  private boolean isOver(Throwable trouble) {
    if (!Fencing.isFenced(trouble)) {
      return false;
    }
    Instant now = clock.instant();
    boolean isAgain = fenced.isAfter(now.minus(FENCED_AGAIN));
    fenced = now;
    return isAgain;
  }

  private void rest(CountDownLatch closing) {
    try {
      var unused = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
