package dev.millrace.ingestion.gateway.status;

import dev.millrace.platform.kafka.KafkaConnection;
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
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how the factory stands, again and again, and tells whoever wants to know.
 *
 * <p><i>Owner</i>: whoever opens it closes it. <i>Threads</i>: one of its own.
 *
 * <p><i>Failure</i>: while the brokers do not answer, the last picture stays, and says so.
 */
public final class StatusWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusWatch.class);

  /** Live to the eye; five requests to the brokers each. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private static final long STOP_MILLIS = 3_000;
  private static final List<String> TOPICS = Topics.all().stream().map(Topic::name).toList();

  private final StatusBoard board;
  private final StatusStreams streams = StatusStreams.usual();
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread worker;

  private StatusWatch(KafkaConnection kafka, StatusBoard board, InstantSource clock) {
    this.board = board;
    this.clock = clock;
    this.worker = new Thread(() -> work(kafka), "gateway-status");
    worker.setDaemon(true);
  }

  /**
   * Begins to look.
   *
   * @param jobs those of this process
   */
  public static StatusWatch open(
      KafkaConnection kafka, Supplier<Collection<Service>> jobs, InstantSource clock) {
    StatusWatch watch = new StatusWatch(kafka, new StatusBoard(jobs), clock);
    watch.worker.start();
    return watch;
  }

  /** How the factory stands. */
  public Status status() {
    return board.status(clock.instant());
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

  private void work(KafkaConnection kafka) {
    Parts parts = new Parts("the watch over topics and groups");
    try {
      Optional<ProgressReader> reader = Optional.empty();
      do {
        if (reader.isEmpty()) {
          reader = open(kafka, parts);
        }
        if (reader.isPresent()) {
          look(reader.get());
        }
        streams.tell(status());
      } while (!closing.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      parts.close();
    }
  }

  /** None where no broker's name can be found: it may come to be known. */
  private Optional<ProgressReader> open(KafkaConnection kafka, Parts parts) {
    try {
      return Optional.of(parts.add(new ProgressReader(kafka, "millrace-status")));
    } catch (KafkaException e) {
      failed(e);
      return Optional.empty();
    }
  }

  private void look(ProgressReader reader) throws InterruptedException {
    try {
      board.told(clock.instant(), reader.look(TOPICS));
    } catch (ExecutionException e) {
      failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      failed(e);
    }
  }

  private void failed(Throwable why) {
    LOG.debug("the brokers do not say how topics and groups stand", why);
    board.failed(why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage());
  }
}
