package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The versions of one pipeline's model, and what changes of them look like.
 *
 * @param versions in the order of their numbers
 */
public record Lineup(List<ModelVersion> versions) {

  public Lineup {
    versions = versions.stream().sorted(Comparator.comparingInt(ModelVersion::getVersion)).toList();
  }

  /** Those of one pipeline, of the versions of all. */
  public static Lineup of(String pipeline, Collection<ModelVersion> all) {
    return new Lineup(
        all.stream().filter(version -> version.getPipeline().equals(pipeline)).toList());
  }

  /** The one that answers; of two champions, which there are between two writes, the newer. */
  public Optional<ModelVersion> champion() {
    return newest(ModelState.CHAMPION);
  }

  /** The one of a number. */
  public Optional<ModelVersion> find(int number) {
    return versions.stream().filter(version -> version.getVersion() == number).findFirst();
  }

  /** Those that were replaced before a version came. */
  Lineup before(int number) {
    return new Lineup(
        versions.stream()
            .filter(version -> version.getVersion() < number)
            .filter(version -> version.getState() == ModelState.RETIRED)
            .toList());
  }

  /** The newest that is known to have learned nothing from tenants that were erased since. */
  Optional<ModelVersion> newestFree() {
    return versions.stream()
        .filter(version -> version.getErasedTenants() == 0 && !version.getTenantsUnknown())
        .max(Comparator.comparingInt(ModelVersion::getVersion));
  }

  /** Number of the next that is made. */
  int next() {
    return versions.isEmpty() ? 1 : versions.get(versions.size() - 1).getVersion() + 1;
  }

  /** Puts a version at the head: it comes first, so there is a champion at every moment. */
  List<ModelVersion> promoted(ModelVersion version, String reason, Change change) {
    List<ModelVersion> written = new ArrayList<>();
    written.add(changed(version, ModelState.CHAMPION, 1, reason, change));
    for (ModelVersion other : versions) {
      if (other.getState() == ModelState.CHAMPION && other.getVersion() != version.getVersion()) {
        String place = "Version " + version.getVersion() + " took its place.";
        written.add(changed(other, ModelState.RETIRED, 0, place, change));
      }
    }
    return written;
  }

  /** The candidate of a run in another state; nothing where there is none. */
  List<ModelVersion> candidate(
      ModelRun run, ModelState state, double share, String reason, Change change) {
    return Optional.ofNullable(run.getVersion())
        .flatMap(this::find)
        .map(version -> changed(version, state, share, reason, change))
        .stream()
        .toList();
  }

  private Optional<ModelVersion> newest(ModelState state) {
    return versions.stream()
        .filter(version -> version.getState() == state)
        .max(Comparator.comparingInt(ModelVersion::getVersion));
  }

  private static ModelVersion changed(
      ModelVersion version, ModelState state, double share, String reason, Change change) {
    return ModelVersion.newBuilder(version)
        .setState(state)
        .setShare(share)
        .setReason(reason)
        .setChangedBy(change.by())
        .setChangedAt(change.at())
        .build();
  }
}
