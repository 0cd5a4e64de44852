package dev.millrace.ingestion.gateway.status;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.Progress;
import dev.millrace.platform.kafka.ProgressReader;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.runtime.Service;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how the factory stands, again and again, and tells whoever wants to know.
 *
 * <p><i>Owner</i>: whoever opens it closes it. <i>Threads</i>: one of its own.
 *
 * <p><i>Failure</i>: while the brokers do not answer, the last picture stays, and says so; so it
 * does where a look fails in a way that nobody thought of, which the log tells once. The watch goes
 * on.
 */
public final class StatusWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusWatch.class);

  /** Live to the eye; five requests to the brokers each. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private static final long STOP_MILLIS = 3_000;
  private static final List<String> TOPICS = Topics.all().stream().map(Topic::name).toList();

  private final StatusBoard board;
  private final StatusStreams streams = StatusStreams.usual();
  private final Means means;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread worker;

  /** Asks the brokers. */
  interface Look extends AutoCloseable {

    /** How far topics and groups are. */
    Progress progress() throws InterruptedException, ExecutionException, TimeoutException;

    @Override
    void close();
  }

  /**
   * What it looks with.
   *
   * @param look opens one; a {@link KafkaException} where no broker's name can be found
   * @param betweenLooks how long it waits
   * @param surprises is told of what nobody thought of, once until a look succeeds
   */
  record Means(
      Supplier<Look> look,
      Duration betweenLooks,
      Consumer<RuntimeException> surprises,
      InstantSource clock) {}

  StatusWatch(Means means, StatusBoard board) {
    this.board = board;
    this.means = means;
    this.worker = new Thread(this::work, "gateway-status");
    worker.setDaemon(true);
  }

  /**
   * Begins to look.
   *
   * @param jobs those of this process
   */
  public static StatusWatch open(
      KafkaConnection kafka, Supplier<Collection<Service>> jobs, InstantSource clock) {
    Means means =
        new Means(
            () -> look(kafka),
            BETWEEN_LOOKS,
            surprise ->
                LOG.error(
                    "how the factory stands cannot be looked at; the watch goes on", surprise),
            clock);
    StatusWatch watch = new StatusWatch(means, new StatusBoard(jobs));
    watch.start();
    return watch;
  }

  private static Look look(KafkaConnection kafka) {
    ProgressReader reader = new ProgressReader(kafka, "millrace-status");
    return new Look() {
      @Override
      public Progress progress() throws InterruptedException, ExecutionException, TimeoutException {
        return reader.look(TOPICS);
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  void start() {
    worker.start();
  }

  /** How the factory stands. */
  public Status status() {
    return board.status(means.clock().instant());
  }

  /** Those who are told of changes. */
  public StatusStreams streams() {
    return streams;
  }

  @Override
  public void close() {
    closing.countDown();
    streams.close();
    worker.interrupt();
    try {
      worker.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    Parts parts = new Parts("the watch over topics and groups");
    try {
      Optional<Look> look = Optional.empty();
      boolean isSurprised = false;
      do {
        try {
          if (look.isEmpty()) {
            look = open(parts);
          }
          if (look.isPresent()) {
            look(look.get());
          }
          streams.tell(status());
          isSurprised = false;
        } catch (RuntimeException e) {
          board.failed(why(e));
          if (!isSurprised) {
            means.surprises().accept(e);
          }
          isSurprised = true;
        }
      } while (!closing.await(means.betweenLooks().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      parts.close();
    }
  }

  /** None where no broker's name can be found: it may come to be known. */
  private Optional<Look> open(Parts parts) {
    try {
      return Optional.of(parts.add(means.look().get()));
    } catch (KafkaException e) {
      failed(e);
      return Optional.empty();
    }
  }

  private void look(Look look) throws InterruptedException {
    try {
      board.told(means.clock().instant(), look.progress());
    } catch (ExecutionException e) {
      failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      failed(e);
    }
  }

  private void failed(Throwable why) {
    LOG.debug("the brokers do not say how topics and groups stand", why);
    board.failed(why(why));
  }

  private static String why(Throwable why) {
    return why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
  }
}
