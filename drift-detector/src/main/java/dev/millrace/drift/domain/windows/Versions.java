package dev.millrace.drift.domain.windows;

import dev.millrace.platform.drift.domain.ReferenceProfile;
import java.util.Map;
import java.util.Optional;

/** What is known of the versions of one pipeline's model. */
public interface Versions {

  /** The one that answers; nothing where there is none. */
  Optional<Integer> champion();

  /**
   * What the data was like that a version was trained on, by feature; nothing where nobody wrote it
   * down, or it cannot be read.
   */
  Optional<Map<String, ReferenceProfile>> training(int version);
}
