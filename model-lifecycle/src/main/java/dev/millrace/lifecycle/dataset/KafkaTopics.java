package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.work.Offsets;
import dev.millrace.lifecycle.work.Pinned;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those of the brokers.
 *
 * <p><i>Failure</i>: as of {@link TopicReader}.
 */
public final class KafkaTopics implements PinnedTopics {

  private final TopicReader reader;
  private final Duration lookback;
  private final InstantSource clock;

  /**
   * Read by a reader.
   *
   * @param lookback how far back examples are taken from
   */
  public KafkaTopics(TopicReader reader, Duration lookback, InstantSource clock) {
    this.reader = reader;
    this.lookback = lookback;
    this.clock = clock;
  }

  @Override
  public Pinned pin() {
    Instant since = clock.instant().minus(lookback);
    // Labels first: the requests that they are about are there before them.
    Offsets feedback = offsets(Topics.FEEDBACK, since);
    return new Pinned(feedback, offsets(Topics.INFERENCE_REQUESTS, since));
  }

  @Override
  public void read(Topic<?> topic, Offsets offsets, Consumer<byte @Nullable []> to) {
    reader.readRawBetween(topic, offsets.from(), offsets.to(), record -> to.accept(record.value()));
  }

  private Offsets offsets(Topic<?> topic, Instant since) {
    return new Offsets(reader.since(topic, since), reader.ends(topic));
  }
}
