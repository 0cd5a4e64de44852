package dev.millrace.ingestion;

import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RecordOrigin;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Specs, such that an event that was written after an apply finds what was applied.
 *
 * <p><i>Shape</i>: what is not known is looked for at the brokers, once for all events that had
 * come by then: they were written before the look, so whatever they may find is known after it. A
 * client that names pipelines that are not there costs one look for each time it is read, and not
 * one for each of its events.
 *
 * <p><i>Threads</i>: any number.
 */
final class FreshSpecs implements EventSpecs {

  private final Function<String, Optional<PipelineSpec>> known;
  private final Runnable look;
  private final ToLongFunction<RecordOrigin> received;

  /** By partition of raw-events: what stands before this offset was written before a look. */
  private final Map<Integer, Long> lookedFor = new ConcurrentHashMap<>();

  /**
   * Nothing was looked for yet.
   *
   * @param known what is known without a look
   * @param look brings what is known up to date; returns when all is known that was applied before
   * @param received the offset behind all events of the partition that have come so far
   */
  FreshSpecs(
      Function<String, Optional<PipelineSpec>> known,
      Runnable look,
      ToLongFunction<RecordOrigin> received) {
    this.known = known;
    this.look = look;
    this.received = received;
  }

  @Override
  public Optional<PipelineSpec> find(String pipeline, RecordOrigin event) {
    Optional<PipelineSpec> spec = known.apply(pipeline);
    if (spec.isPresent()) {
      return spec;
    }
    if (event.getOffset() >= lookedFor.getOrDefault(event.getPartition(), 0L)) {
      // Asked before the look: what comes in the meantime may be younger.
      long end = Math.max(received.applyAsLong(event), event.getOffset() + 1);
      look.run();
      lookedFor.merge(event.getPartition(), end, Math::max);
    }
    // Once more without a look as well: the one that counts for it may have ended just now.
    return known.apply(pipeline);
  }
}
