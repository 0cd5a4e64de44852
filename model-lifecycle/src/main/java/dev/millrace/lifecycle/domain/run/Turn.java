package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import java.util.List;
import java.util.Optional;

/**
 * What is to be written, all of it or nothing.
 *
 * @param action what was done, as in the audit log
 * @param run as it is now; absent where versions change without one
 * @param versions in the order in which they are to be written: there is a champion at every moment
 */
public record Turn(String action, Optional<ModelRun> run, List<ModelVersion> versions) {

  public Turn {
    versions = List.copyOf(versions);
  }

  static Turn of(String action, ModelRun run, List<ModelVersion> versions) {
    return new Turn(action, Optional.of(run), versions);
  }
}
