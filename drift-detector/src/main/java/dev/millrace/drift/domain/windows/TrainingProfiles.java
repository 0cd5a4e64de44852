package dev.millrace.drift.domain.windows;

import java.util.Map;
import java.util.Optional;

/** What the data was like that versions were trained on. */
@FunctionalInterface
public interface TrainingProfiles {

  /** Nobody wrote it down. */
  TrainingProfiles NONE = version -> Optional.empty();

  /** Profiles of a version by feature, as their own bytes; nothing where it has none. */
  Optional<Map<String, byte[]>> of(int version);
}
