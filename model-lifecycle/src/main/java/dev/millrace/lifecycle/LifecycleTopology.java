package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.run.Stages;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;

/**
 * Reasons and outcomes in; what there is to look at out.
 *
 * <pre>
 * retraining-events ──> inbox ──────────┬─> look ─> rounds ─> {@link RunDesk} ─> model-runs,
 * predictions ────────┐                 │   (retraining-inbox, rollout-counts,   model-versions,
 * shadow-predictions ─┼─> (sightings) ──┘    rollout-courses)                    audit-log
 * feedback ───────────┘
 * </pre>
 *
 * <p>All of it ends in one task: the instance that has it takes all runs forward, another waits to
 * take over.
 *
 * <p><i>Failure</i>: runs exactly once: what is counted and the offsets of it are committed
 * together. What is written is written by the desk, in transactions of its own, and says itself
 * which events it has taken: an event leaves the inbox only then.
 */
final class LifecycleTopology {

  private LifecycleTopology() {}

  /**
   * The whole of it.
   *
   * @param tick between two rounds
   * @param rounds takes what there is to look at
   */
  static Topology build(SchemaRegistry registry, Standing standing, Duration tick, Rounds rounds) {
    StreamsBuilder builder = new StreamsBuilder();
    RolloutCounts.addStores(builder);
    EventInbox.addStore(builder);
    builder.stream(
            Topics.RETRAINING_EVENTS.name(),
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withName(Topics.RETRAINING_EVENTS.name()))
        .process(() -> new EventInbox.Taker(registry), Named.as("inbox"), EventInbox.NAME);
    RunProcessor.Parts parts =
        new RunProcessor.Parts(
            standing, new AvroCodec<>(Topics.RETRAINING_EVENTS, registry), tick, rounds);
    RolloutFeed.in(
            builder,
            registry,
            pipeline -> standing.run(pipeline).filter(Stages::isCounted).isPresent())
        .process(
            () -> new RunProcessor(parts),
            Named.as("look"),
            EventInbox.NAME,
            RolloutCounts.COUNTS,
            RolloutCounts.COURSES);
    return builder.build();
  }
}
