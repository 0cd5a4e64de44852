package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.run.Lineup;
import dev.millrace.record.ModelRun;
import dev.millrace.record.PipelineSpec;
import java.util.Collection;
import java.util.Optional;

/**
 * How things stand, as far as it is known here: good enough to see whether there is something to
 * do. What is written is decided by the {@link RunJournal} from what stands there then.
 */
interface Standing {

  /** The newest run of each pipeline. */
  Collection<ModelRun> runs();

  /** That of one pipeline; absent where it had none yet. */
  Optional<ModelRun> run(String pipeline);

  /** The versions of a pipeline's model. */
  Lineup lineup(String pipeline);

  /** The same, with all that was written before this call. */
  Lineup freshLineup(String pipeline);

  /** The spec in force. */
  Optional<PipelineSpec> spec(String pipeline);
}
