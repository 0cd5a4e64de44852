package dev.millrace.drift.domain.windows;

import dev.millrace.platform.drift.domain.ReferenceProfile;
import java.util.Map;
import java.util.Optional;

/** What the data was like that versions were trained on. */
@FunctionalInterface
public interface TrainingProfiles {

  /** Nobody wrote it down. */
  TrainingProfiles NONE = version -> Optional.empty();

  /** Profiles of a version by feature; nothing where it has none that can be read. */
  Optional<Map<String, ReferenceProfile>> of(int version);
}
