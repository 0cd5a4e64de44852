package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.rollout.Packed;
import dev.millrace.lifecycle.domain.rollout.Sighting;
import dev.millrace.record.Feedback;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rollouts are decided on, by pipeline: what became of requests, and what is true of them.
 *
 * <pre>
 * predictions ────────> ended ────┬─> (sightings, by pipeline) ─> whoever counts them
 * shadow-predictions ─> shadowed ─┤
 * feedback ───────────> labelled ─┘
 * </pre>
 *
 * <p>Whoever counts them takes {@link RolloutCounts}. Only pipelines that are being rolled out are
 * passed on: the others would cost a copy of all traffic.
 *
 * <p><i>Failure</i>: a record that cannot be read is named in the log and left out of the counts.
 */
final class RolloutFeed {

  private static final Logger LOG = LoggerFactory.getLogger(RolloutFeed.class);

  /** One instance takes all runs forward, and what it decides on has to be with it. */
  private static final int PARTITIONS = 1;

  private RolloutFeed() {}

  /**
   * Adds it to a topology.
   *
   * @param isRolledOut whether live traffic decides about a pipeline's candidate; asked for each
   *     record
   * @return sightings in the form of {@link Packed}, under the name of their pipeline
   */
  static KStream<String, byte[]> in(
      StreamsBuilder builder, SchemaRegistry registry, Predicate<String> isRolledOut) {
    KStream<String, byte[]> ended =
        sightings(
            builder,
            new AvroCodec<>(Topics.PREDICTIONS, registry),
            Topics.PREDICTIONS,
            Named.as("ended"),
            prediction ->
                isRolledOut.test(prediction.getPipeline())
                    ? sighting(prediction, UnaryOperator.identity())
                    : Optional.empty());
    KStream<String, byte[]> labelled =
        sightings(
            builder,
            new AvroCodec<>(Topics.FEEDBACK, registry),
            Topics.FEEDBACK,
            Named.as("labelled"),
            feedback ->
                isRolledOut.test(feedback.getPipeline()) ? sighting(feedback) : Optional.empty());
    KStream<String, byte[]> shadowed =
        sightings(
            builder,
            new AvroCodec<>(Topics.SHADOW_PREDICTIONS, registry),
            Topics.SHADOW_PREDICTIONS,
            Named.as("shadowed"),
            // What was asked apart from the traffic is no shadow of it.
            prediction ->
                prediction.getRoute() == Route.SHADOW && isRolledOut.test(prediction.getPipeline())
                    ? sighting(prediction, Sighting::shadow)
                    : Optional.empty());
    return ended
        .merge(labelled, Named.as("sighted"))
        .merge(shadowed, Named.as("seen"))
        .repartition(
            Repartitioned.with(Serdes.String(), Serdes.ByteArray())
                .withName("sightings")
                .withNumberOfPartitions(PARTITIONS));
  }

  private static Optional<Record<String, byte[]>> sighting(
      Prediction prediction, UnaryOperator<Sighting> as) {
    return Sighting.of(prediction)
        .map(as)
        .map(
            seen ->
                new Record<>(
                    prediction.getPipeline(),
                    Packed.sighting(seen),
                    prediction.getCompletedAt().toEpochMilli()));
  }

  private static Optional<Record<String, byte[]>> sighting(Feedback feedback) {
    return Sighting.of(feedback)
        .map(
            seen ->
                new Record<>(
                    feedback.getPipeline(),
                    Packed.sighting(seen),
                    Math.max(0, feedback.getObservedAt().toEpochMilli())));
  }

  private static <V extends SpecificRecord> KStream<String, byte[]> sightings(
      StreamsBuilder builder,
      AvroCodec<V> codec,
      Topic<V> topic,
      Named name,
      Function<V, Optional<Record<String, byte[]>>> sighting) {
    return builder.stream(
            topic.name(),
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(topic.name()))
        .process(() -> new Sighter<>(codec, sighting), name);
  }

  /** Reads records, and passes on what they tell. */
  private static final class Sighter<V extends SpecificRecord>
      extends ContextualProcessor<byte[], byte[], String, byte[]> {

    private final AvroCodec<V> codec;
    private final Function<V, Optional<Record<String, byte[]>>> sighting;

    Sighter(AvroCodec<V> codec, Function<V, Optional<Record<String, byte[]>>> sighting) {
      this.codec = codec;
      this.sighting = sighting;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      V value;
      try {
        value = codec.decode(record.value() == null ? new byte[0] : record.value());
      } catch (UnreadableRecordException e) {
        LOG.error(
            "the record at {} cannot be read, and counts for no rollout: {}",
            context()
                .recordMetadata()
                .map(at -> at.topic() + " " + at.partition() + "@" + at.offset())
                .orElse("?"),
            e.getMessage());
        return;
      }
      sighting.apply(value).ifPresent(context()::forward);
    }
  }
}
