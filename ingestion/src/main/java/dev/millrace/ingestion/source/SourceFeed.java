package dev.millrace.ingestion.source;

import dev.millrace.ingestion.domain.source.SourceReader;
import dev.millrace.ingestion.kafka.RecordTraces;
import dev.millrace.record.PipelineSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the turns of one pipeline going until it is closed.
 *
 * <p><i>Failure</i>: whatever goes wrong is logged, and after a pause it begins again with new
 * clients behind its last commit; the pause doubles up to half a minute while nothing goes well.
 *
 * <p><i>Threads</i>: one of its own.
 */
final class SourceFeed implements SourceFeeds.Feed {

  private static final Logger LOG = LoggerFactory.getLogger(SourceFeed.class);

  /** A transaction each, at most: more would cost the brokers more than they spare the reader. */
  private static final Duration BETWEEN_TURNS = Duration.ofMillis(50);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** For the turn under way, and then for the clients. */
  private static final long STOP_MILLIS = 8_000;

  private static final long INTERRUPTED_MILLIS = 2_000;

  private final Clients clients;
  private final FeedRecords records;
  private final AvroRecords avro;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile PipelineSpec spec;
  private volatile SourceReader reader;
  private volatile GroupExit exit = GroupExit.KEEP_PLACE;
  private volatile @Nullable Consumer<?, ?> open;

  /** Touched by the feed's own thread only. */
  private Duration pause = SHORTEST_PAUSE;

  /** Opens what a feed reads and writes with. */
  @FunctionalInterface
  interface Clients {

    FeedClients open();
  }

  private SourceFeed(
      Clients clients,
      SourceFeeds.Connections connections,
      PipelineSpec spec,
      InstantSource clock) {
    this.clients = clients;
    this.records =
        new FeedRecords(
            connections.registry(),
            connections.seal(),
            new RecordTraces(connections.telemetry(), FeedClients.group(spec.getPipeline())));
    this.avro = new AvroRecords(connections.registry());
    this.spec = spec;
    this.reader = new SourceReader(spec, avro);
    this.clock = clock;
    this.thread = new Thread(this::run, "source-" + spec.getPipeline());
    thread.setDaemon(true);
  }

  /** Begins to feed a pipeline. */
  static SourceFeed open(
      SourceFeeds.Connections connections, PipelineSpec spec, InstantSource clock) {
    return open(
        () -> FeedClients.open(connections.kafka(), spec.getPipeline(), connections.instance()),
        connections,
        spec,
        clock);
  }

  /** The same with clients of the caller's. */
  static SourceFeed open(
      Clients clients,
      SourceFeeds.Connections connections,
      PipelineSpec spec,
      InstantSource clock) {
    SourceFeed feed = new SourceFeed(clients, connections, spec, clock);
    feed.thread.start();
    return feed;
  }

  @Override
  public void follow(PipelineSpec newer) {
    spec = newer;
    reader = new SourceReader(newer, avro);
  }

  @Override
  public void close(GroupExit how) {
    exit = how;
    closing.countDown();
    Consumer<?, ?> consumer = open;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(STOP_MILLIS);
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(INTERRUPTED_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isClosingWithin(Duration.ZERO)) {
      try {
        feed();
      } catch (WakeupException | InterruptException e) {
        LOG.debug("the feed of pipeline {} is told to stop", spec.getPipeline(), e);
      } catch (RuntimeException | Error e) {
        LOG.warn(
            "the feed of pipeline {} broke off and begins again in {}",
            spec.getPipeline(),
            pause,
            e);
        if (isClosingWithin(pause)) {
          return;
        }
        pause =
            pause.compareTo(LONGEST_PAUSE.dividedBy(2)) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      }
    }
  }

  private void feed() {
    FeedClients own = clients.open();
    open = own.consumer();
    try {
      FeedTurns turns = new FeedTurns(own, records, spec, clock);
      while (!isClosingWithin(Duration.ZERO)) {
        int count = turns.turn(reader);
        pause = SHORTEST_PAUSE;
        if (count > 0 && count < FeedClients.MAX_RECORDS && isClosingWithin(BETWEEN_TURNS)) {
          return;
        }
      }
    } finally {
      open = null;
      own.close(exit);
    }
  }

  private boolean isClosingWithin(Duration time) {
    try {
      return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
