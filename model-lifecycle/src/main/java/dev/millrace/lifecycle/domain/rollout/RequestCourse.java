package dev.millrace.lifecycle.domain.rollout;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one request: its end and its true label, whichever came first.
 *
 * <p><i>Shape</i>: the same sightings in any order, and twice, give the same course.
 */
public record RequestCourse(Optional<Sighting.Ended> ended, Optional<Sighting.Labelled> labelled) {

  /** Nothing is known. */
  public static final RequestCourse UNKNOWN = new RequestCourse(Optional.empty(), Optional.empty());

  /** With what one more record tells. */
  public RequestCourse and(Sighting sighting) {
    if (sighting instanceof Sighting.Ended end) {
      // There is one terminal record of a request: another is a copy.
      return new RequestCourse(ended.or(() -> Optional.of(end)), labelled);
    }
    if (sighting instanceof Sighting.Labelled label) {
      return new RequestCourse(ended, Optional.of(labelled.map(label::or).orElse(label)));
    }
    throw new AssertionError(sighting);
  }

  /** What it adds to the counts, by version. */
  public Map<Integer, VersionCounts> counts() {
    Map<Integer, VersionCounts> counts = new HashMap<>();
    ended.ifPresent(
        end -> end.asks().forEach(ask -> counts.put(ask.version(), ask.counts(isRight(end)))));
    return counts;
  }

  private Optional<Boolean> isRight(Sighting.Ended end) {
    return end.label().flatMap(given -> labelled.map(Sighting.Labelled::label).map(given::equals));
  }
}
