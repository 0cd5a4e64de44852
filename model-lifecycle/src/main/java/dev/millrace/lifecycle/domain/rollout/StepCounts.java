package dev.millrace.lifecycle.domain.rollout;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What was counted since a canary got its share.
 *
 * @param since requests that were received before do not count
 * @param versions by number
 */
public record StepCounts(Instant since, Map<Integer, VersionCounts> versions) {

  public StepCounts {
    versions = Map.copyOf(versions);
  }

  /** Before the first request. */
  public static StepCounts since(Instant since) {
    return new StepCounts(since, Map.of());
  }

  /** Those of one version. */
  public VersionCounts of(int version) {
    return versions.getOrDefault(version, VersionCounts.NONE);
  }

  /** Whether a record may be about a request of this step. */
  public boolean concerns(Sighting sighting) {
    return !(sighting instanceof Sighting.Ended ended) || !ended.receivedAt().isBefore(since);
  }

  /** With a request of which more is known now. */
  public StepCounts with(RequestCourse before, RequestCourse after) {
    Map<Integer, VersionCounts> changed = new HashMap<>(versions);
    before
        .counts()
        .forEach(
            (version, counts) ->
                changed.computeIfPresent(version, (key, known) -> known.minus(counts)));
    after
        .counts()
        .forEach((version, counts) -> changed.merge(version, counts, VersionCounts::plus));
    return new StepCounts(since, changed);
  }
}
