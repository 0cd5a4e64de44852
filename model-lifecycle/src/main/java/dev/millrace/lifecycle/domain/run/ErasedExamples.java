package dev.millrace.lifecycle.domain.run;

import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

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
   * What is to be said of one version, where there is something new: how many tenants were erased,
   * or that nobody can tell. Who changed the version last, and why, stays as it is.
   *
   * @param shares by number of the version
   * @param named tenants that the audit log names of a version already
   */
  public static Optional<Turn> noted(
      Lineup lineup, Map<Integer, ErasedShare> shares, Function<ModelVersion, Set<String>> named) {
    return lineup.versions().stream()
        .flatMap(version -> noted(version, share(version, shares), named.apply(version)).stream())
        .findFirst();
  }

  /** Of those that nobody asked about nothing was heard. */
  private static ErasedShare share(ModelVersion version, Map<Integer, ErasedShare> shares) {
    return shares.getOrDefault(version.getVersion(), new ErasedShare.Unheard());
  }

  private static Optional<Turn> noted(ModelVersion version, ErasedShare share, Set<String> named) {
    if (share instanceof ErasedShare.Unheard) {
      return Optional.empty();
    }
    if (share instanceof ErasedShare.Untold) {
      return version.getTenantsUnknown()
          ? Optional.empty()
          : Optional.of(turn("model-version.tenants-unknown", changed(version, true), Set.of()));
    }
    if (share instanceof ErasedShare.Told told) {
      return told(version, told.tenants(), named);
    }
    throw new AssertionError(share);
  }

  /** The names are compared and not their number: one may be erased, and another after all not. */
  private static Optional<Turn> told(ModelVersion version, Set<String> tenants, Set<String> named) {
    boolean isSaid =
        !version.getTenantsUnknown()
            && version.getErasedTenants() == tenants.size()
            && named.containsAll(tenants);
    if (isSaid) {
      return Optional.empty();
    }
    ModelVersion counted = changed(version, false);
    counted.setErasedTenants(tenants.size());
    return Optional.of(
        turn(
            tenants.isEmpty() ? "model-version.tenants-known" : "model-version.tenant-erased",
            counted,
            tenants.stream().filter(one -> !named.contains(one)).collect(Collectors.toSet())));
  }

  private static ModelVersion changed(ModelVersion version, boolean isUnknown) {
    return ModelVersion.newBuilder(version).setTenantsUnknown(isUnknown).build();
  }

  private static Turn turn(String action, ModelVersion version, Set<String> tenants) {
    return new Turn(action, Optional.empty(), List.of(version), tenants);
  }

  private static String counted(int tenants) {
    return tenants == 1 ? "a tenant that was" : tenants + " tenants that were";
  }
}
