package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.rollout.Packed;
import dev.millrace.lifecycle.domain.rollout.Sighting;
import dev.millrace.lifecycle.domain.rollout.StepCounts;
import dev.millrace.lifecycle.domain.run.RunStart;
import dev.millrace.lifecycle.domain.run.Stages;
import dev.millrace.record.ModelRun;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RunState;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is seen of candidates, and says every now and then what there is to look at.
 *
 * <p><i>Shape</i>: counting begins with the state, or the share, of a run; a request that was
 * received before does not count.
 */
final class RunProcessor extends ContextualProcessor<String, byte[], Void, Void> {

  private static final Logger LOG = LoggerFactory.getLogger(RunProcessor.class);

  private final Parts parts;
  private RolloutCounts counts;
  private EventInbox inbox;

  /**
   * What it needs.
   *
   * @param rounds takes what there is to look at
   */
  record Parts(
      Standing standing, AvroCodec<RetrainingEvent> events, Duration tick, Rounds rounds) {}

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  RunProcessor(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    super.init(context);
    counts =
        new RolloutCounts(
            context.getStateStore(RolloutCounts.COUNTS),
            context.getStateStore(RolloutCounts.COURSES));
    inbox = new EventInbox(context.getStateStore(EventInbox.NAME), parts.events());
    context.schedule(parts.tick(), PunctuationType.WALL_CLOCK_TIME, now -> tick());
  }

  @Override
  public void process(Record<String, byte[]> record) {
    String pipeline = record.key();
    Optional<ModelRun> run = counted(pipeline);
    if (run.isEmpty()) {
      return;
    }
    align(run.get());
    Sighting sighting = Packed.sighting(record.value());
    boolean isInShadow = run.get().getState() == RunState.SHADOW;
    if (isInShadow || !sighting.isShadow()) {
      counts.take(pipeline, sighting);
    }
    if (isInShadow && sighting instanceof Sighting.Labelled) {
      // The label is that of the request and of its shadow.
      counts.take(pipeline, sighting.shadow());
    }
  }

  /** The task goes to another instance, or the process ends. */
  @Override
  public void close() {
    parts.rounds().end();
  }

  private void tick() {
    Map<String, StepCounts> seen = new HashMap<>();
    for (String pipeline : counts.pipelines()) {
      if (counted(pipeline).isEmpty()) {
        counts.end(pipeline);
      }
    }
    for (ModelRun run : parts.standing().runs()) {
      if (Stages.isCounted(run)) {
        align(run);
        counts.of(run.getPipeline()).ifPresent(known -> seen.put(run.getPipeline(), known));
      }
    }
    parts.rounds().look(new Round(inbox.open(this::isSettled), seen));
  }

  private void align(ModelRun run) {
    Instant since = run.getSince();
    if (counts.of(run.getPipeline()).filter(known -> known.since().equals(since)).isEmpty()) {
      counts.begin(run.getPipeline(), since);
    }
  }

  private Optional<ModelRun> counted(String pipeline) {
    return parts.standing().run(pipeline).filter(Stages::isCounted);
  }

  private boolean isSettled(RetrainingEvent event) {
    String pipeline = event.getPipeline();
    Optional<ModelRun> run = parts.standing().run(pipeline);
    if (RunStart.isSettled(run, event, parts.standing().lineup(pipeline))) {
      return isSettledByNow(run, event);
    }
    Optional<PipelineSpec> spec = parts.standing().spec(pipeline);
    if (spec.isPresent() && spec.get().getRetraining() != null) {
      return false;
    }
    LOG.warn(
        "nothing comes of the retraining event {}: pipeline {} has no section retraining",
        event.getId(),
        pipeline);
    return true;
  }

  /** A version that was promoted a moment ago is not seen as champion by all at once. */
  private boolean isSettledByNow(Optional<ModelRun> run, RetrainingEvent event) {
    try {
      return RunStart.isSettled(run, event, parts.standing().freshLineup(event.getPipeline()));
    } catch (KafkaException e) {
      LOG.warn("the versions of {} cannot be read now", event.getPipeline(), e);
      return false;
    }
  }
}
