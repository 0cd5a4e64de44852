package dev.millrace.drift;

import dev.millrace.platform.drift.domain.ReferenceProfile;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what training wrote down of its data.
 *
 * <p><i>Failure</i>: a profile that cannot be read is told of once, and passed over: its feature is
 * compared with the version's first traffic.
 */
final class TrainingData {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingData.class);

  private final Set<String> told = new HashSet<>();

  /**
   * By feature; nothing where none can be read.
   *
   * @param version names it in the log
   */
  Optional<Map<String, ReferenceProfile>> read(String version, Map<String, ByteBuffer> profiles) {
    Map<String, ReferenceProfile> read = new TreeMap<>();
    profiles.forEach(
        (feature, profile) -> {
          byte[] bytes = new byte[profile.remaining()];
          profile.duplicate().get(bytes);
          try {
            read.put(feature, ReferenceProfile.of(bytes));
          } catch (RuntimeException e) {
            if (told.add(version + feature)) {
              LOG.warn(
                  "the training profile of {} in the model version {} cannot be read and is passed"
                      + " over: the feature is compared with the version's first traffic",
                  feature,
                  version,
                  e);
            }
          }
        });
    return read.isEmpty() ? Optional.empty() : Optional.of(read);
  }
}
