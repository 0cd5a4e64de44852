package dev.millrace.ingestion.source;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Source;
import dev.millrace.record.SourceStart;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds each pipeline that has a topic of its producers' own: looks once a second what specs are in
 * force, and starts, changes and stops feeds accordingly.
 *
 * <pre>
 * producer's topic ──> feed of the pipeline ─┬─> raw-events
 *                                            └─> dead-letters
 * </pre>
 *
 * <p><i>Failure</i>: a feed that is in trouble goes on by itself and hurts no other. A topic that
 * is not there is waited for, and the log says so once a minute.
 *
 * <p><i>Threads</i>: one of its own, and one for each feed.
 */
public final class SourceFeeds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SourceFeeds.class);

  private static final long LOOK_MILLIS = 1_000;
  private static final long STOP_MILLIS = 5_000;
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  /** Tells the names of all topics. */
  interface TopicNames extends AutoCloseable {

    Set<String> all();

    @Override
    void close();
  }

  /** A feed that is running. */
  interface Feed {

    /** Reads as this spec says from the next turn on; topic and start are the same as before. */
    void follow(PipelineSpec spec);

    /** Ends it after the turn under way; what it has not committed is read again by the next. */
    void close(GroupExit how);
  }

  /**
   * What feeds work with.
   *
   * @param instance name of this instance, the same after a restart, another for each
   * @param seal makes a letter safe to be kept: it may hold personal data
   */
  public record Connections(
      KafkaConnection kafka,
      SchemaRegistry registry,
      String instance,
      BiFunction<PipelineSpec, DeadLetter, DeadLetter> seal,
      Telemetry telemetry) {}

  /** A feed and what only another feed could change. */
  private record Running(String topic, SourceStart start, Feed feed) {

    boolean fits(Source source) {
      return topic.equals(source.getTopic()) && start == source.getStart();
    }
  }

  private final Supplier<Collection<PipelineSpec>> specs;
  private final TopicNames topics;
  private final Function<PipelineSpec, Feed> opener;
  private final InstantSource clock;
  private final Map<String, Running> running = new HashMap<>();
  private final Map<String, Instant> nextWarnings = new HashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "source-feeds");

  /**
   * Feeds that are not followed yet.
   *
   * @param specs the specs in force
   * @param topics names of the topics there are; closed with the feeds
   * @param opener starts a feed
   */
  SourceFeeds(
      Supplier<Collection<PipelineSpec>> specs,
      TopicNames topics,
      Function<PipelineSpec, Feed> opener,
      InstantSource clock) {
    this.specs = specs;
    this.topics = topics;
    this.opener = opener;
    this.clock = clock;
    thread.setDaemon(true);
  }

  /**
   * Begins to feed.
   *
   * @param specs the specs in force
   */
  public static SourceFeeds open(
      Connections connections, Supplier<Collection<PipelineSpec>> specs, InstantSource clock) {
    SourceFeeds feeds =
        new SourceFeeds(
            specs,
            new ExistingTopics(connections.kafka(), connections.instance()),
            spec -> SourceFeed.open(connections, spec, clock),
            clock);
    feeds.thread.start();
    return feeds;
  }

  /** Ends all feeds after their turns under way. May be called twice. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopAll();
    topics.close();
  }

  private void follow() {
    try {
      do {
        try {
          look();
        } catch (RuntimeException e) {
          LOG.warn("the feeds cannot be brought in line with the specs for now", e);
        }
      } while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what the specs in force ask for. */
  synchronized void look() {
    Map<String, PipelineSpec> wanted = new HashMap<>();
    for (PipelineSpec spec : specs.get()) {
      if (spec.getSource() != null) {
        wanted.put(spec.getPipeline(), spec);
      }
    }
    for (Map.Entry<String, Running> one : List.copyOf(running.entrySet())) {
      PipelineSpec spec = wanted.get(one.getKey());
      if (spec != null && one.getValue().fits(Objects.requireNonNull(spec.getSource()))) {
        one.getValue().feed().follow(spec);
        wanted.remove(one.getKey());
      } else {
        stop(one.getKey());
      }
    }
    nextWarnings.keySet().retainAll(wanted.keySet());
    if (!wanted.isEmpty() && closing.getCount() > 0) {
      Set<String> existing = topics.all();
      wanted.values().forEach(spec -> start(spec, existing));
    }
  }

  private void start(PipelineSpec spec, Set<String> existing) {
    Source source = Objects.requireNonNull(spec.getSource());
    String pipeline = spec.getPipeline();
    if (existing.contains(source.getTopic())) {
      running.put(pipeline, new Running(source.getTopic(), source.getStart(), opener.apply(spec)));
      nextWarnings.remove(pipeline);
      LOG.info("pipeline {} is fed from topic {}", pipeline, source.getTopic());
      return;
    }
    Instant now = clock.instant();
    if (!now.isBefore(nextWarnings.getOrDefault(pipeline, Instant.MIN))) {
      LOG.warn(
          "pipeline {} waits for its topic {}, which does not exist or may not be seen: create it,"
              + " or let ingestion describe it",
          pipeline,
          source.getTopic());
      nextWarnings.put(pipeline, now.plus(BETWEEN_WARNINGS));
    }
  }

  private void stop(String pipeline) {
    Running one = running.remove(pipeline);
    if (one != null) {
      one.feed().close(GroupExit.LEAVE);
      LOG.info("pipeline {} is fed from topic {} no more", pipeline, one.topic());
    }
  }

  private synchronized void stopAll() {
    // All at once: each may take seconds to end its turn.
    running.values().parallelStream().forEach(one -> one.feed().close(GroupExit.KEEP_PLACE));
    running.clear();
  }
}
