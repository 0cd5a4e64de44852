package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be written, all of it or nothing.
 *
 * @param action what was done, as in the audit log
 * @param run as it is now; absent where versions change without one
 * @param versions in the order in which they are to be written: there is a champion at every moment
 * @param erased tenants whose erasure is the cause; the audit log alone names them, because others
 *     see runs and versions
 */
public record Turn(
    String action, Optional<ModelRun> run, List<ModelVersion> versions, Set<String> erased) {

  public Turn {
    versions = List.copyOf(versions);
    erased = Set.copyOf(erased);
  }

  /** Nobody was erased. */
  public Turn(String action, Optional<ModelRun> run, List<ModelVersion> versions) {
    this(action, run, versions, Set.of());
  }

  /** The same, because tenants were erased. */
  Turn because(Set<String> tenants) {
    return new Turn(action, run, versions, tenants);
  }

  static Turn of(String action, ModelRun run, List<ModelVersion> versions) {
    return new Turn(action, Optional.of(run), versions);
  }
}
