package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of models that are, or were, trained with requests of tenants that were erased
 * since. What is under way ends before it is anybody's champion. What answers already goes on, or
 * the factory would stand still: it is said of it, and people decide.
 */
public final class ErasedExamples {

  /** The cause, in front of what people read. */
  static final String CAUSE = "TENANT_ERASED";

  private ErasedExamples() {}

  /** The end of a run, paused or not; its job is stopped, its deployment taken down behind it. */
  static Optional<Turn> rejected(Step step, Seen.TenantsErased erased) {
    String reason =
        CAUSE
            + ": its model is trained with requests of "
            + counted(erased.tenants().size())
            + " erased since; the audit log has the names.";
    return step.over(
            RunState.REJECTED,
            reason,
            now -> {},
            step.lineup().candidate(step.run(), ModelState.REJECTED, 0, reason, step.change()))
        .map(turn -> turn.because(erased.tenants()));
  }

  /**
   * What is to be said of one version, where there is something new: how many tenants were erased.
   *
   * @param erased by number of the version
   */
  public static Optional<Turn> noted(
      Lineup lineup, Map<Integer, Set<String>> erased, Change change) {
    return lineup.versions().stream()
        .filter(version -> of(version, erased).size() > version.getErasedTenants())
        .findFirst()
        .map(version -> noted(version, of(version, erased), change));
  }

  private static Set<String> of(ModelVersion version, Map<Integer, Set<String>> erased) {
    return erased.getOrDefault(version.getVersion(), Set.of());
  }

  private static Turn noted(ModelVersion version, Set<String> tenants, Change change) {
    ModelVersion noted =
        ModelVersion.newBuilder(version)
            .setErasedTenants(tenants.size())
            .setChangedBy(change.by())
            .setChangedAt(change.at())
            .build();
    return new Turn("model-version.tenant-erased", Optional.empty(), List.of(noted), tenants);
  }

  private static String counted(int tenants) {
    return tenants == 1 ? "a tenant that was" : tenants + " tenants that were";
  }
}
