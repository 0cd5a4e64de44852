package dev.millrace.drift;

import dev.millrace.drift.domain.windows.Versions;
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

  /** What is known of the pipeline's versions. */
  Versions versions(String pipeline);

  /** The pipeline's events that were written in earlier lives. */
  List<RetrainingEvent> written(String pipeline);

  /**
   * The newest instant of the clock on the wall of which it is known that the job has counted all
   * predictions that were written by then; nothing while none is known. Never waits for an answer:
   * whoever asks again has it.
   *
   * @param wallMillis now
   */
  Optional<Long> countedUntil(long wallMillis);

  /** A checkpoint of this life is complete. */
  void checkpointed();

  @Override
  void close();
}
