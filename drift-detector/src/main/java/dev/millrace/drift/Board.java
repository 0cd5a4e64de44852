package dev.millrace.drift;

import dev.millrace.drift.domain.windows.TrainingProfiles;
import dev.millrace.record.PipelineSpec;
import java.io.Serializable;
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

  /** Whether an event of this id was written in an earlier life. */
  boolean isWritten(String eventId);

  @Override
  void close();
}
