package dev.millrace.local.client;

import dev.millrace.local.domain.LoopStory;
import dev.millrace.schemas.Topics;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Follows what happens to the models of a pipeline, in steps.
 *
 * <p><i>Threads</i>: one.
 */
public final class LoopLog {

  private final RecordStream records;
  private final String pipeline;
  private final InstantSource clock;
  private final Map<Integer, Long> nextEvent = new HashMap<>();
  private final Map<Integer, Long> nextRun = new HashMap<>();
  private final LoopStory story = new LoopStory();

  public LoopLog(RecordStream records, String pipeline, InstantSource clock) {
    this.records = records;
    this.pipeline = pipeline;
    this.clock = clock;
  }

  /** Reads whatever came since the last time. */
  public LoopStory catchUp() {
    records.readOn(
        Topics.RETRAINING_EVENTS,
        nextEvent,
        event -> {
          if (event.getPipeline().equals(pipeline)) {
            story.take(event, clock.instant());
          }
        });
    records.readOn(
        Topics.MODEL_RUNS,
        nextRun,
        run -> {
          if (run.getPipeline().equals(pipeline)) {
            story.take(run);
          }
        });
    return story;
  }
}
