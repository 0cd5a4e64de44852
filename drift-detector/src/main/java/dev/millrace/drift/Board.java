package dev.millrace.drift;

import dev.millrace.drift.domain.windows.TrainingProfiles;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RetrainingEvent;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** What the job has to know of the world besides what it reads. */
interface Board extends AutoCloseable {

  /** Opens it where an operator runs. */
  @FunctionalInterface
  interface Opener extends Serializable {
    Board open();
  }

  /** The spec in force; nothing where there is none, or none that watches anything. */
  Optional<PipelineSpec> watched(String pipeline);

  /** What the pipeline's versions were trained on. */
  TrainingProfiles training(String pipeline);

  /** The pipeline's events that were written in earlier lives. */
  List<RetrainingEvent> written(String pipeline);

  /**
   * Whether the job has counted all predictions that were there when this was first asked. Never
   * waits for an answer: whoever asks again has it.
   */
  boolean isCaughtUp();

  @Override
  void close();
}
