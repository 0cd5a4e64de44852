package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.platform.drift.domain.ReferenceProfiles;
import dev.millrace.record.FeatureType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the features of examples in cells that are laid by their own quantiles and values: what
 * the drift detector holds a version's traffic against with {@code reference: training}.
 *
 * <p><i>Size</i>: some kilobytes a feature, and no more than a record takes along in all: features
 * that do not fit are named in the log, and compared with the version's first traffic.
 */
final class TrainingFeatures implements FeatureProfiles {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingFeatures.class);

  /** Brokers take a megabyte, and the profile is not all of a record. */
  static final int MOST_BYTES = 512 * 1024;

  @Override
  public Map<String, ByteBuffer> of(
      Map<String, FeatureType> types, List<LabelledRequest> examples) {
    Map<String, ByteBuffer> profiles = new TreeMap<>();
    List<String> left = new ArrayList<>();
    int bytes = 0;
    for (Map.Entry<String, FeatureType> feature : new TreeMap<>(types).entrySet()) {
      List<@Nullable String> values = values(feature.getKey(), feature.getValue(), examples);
      if (values.isEmpty()) {
        continue;
      }
      byte[] profile = ReferenceProfiles.of(feature.getValue(), values).bytes();
      if (bytes + profile.length > MOST_BYTES) {
        left.add(feature.getKey());
        continue;
      }
      bytes += profile.length;
      profiles.put(feature.getKey(), ByteBuffer.wrap(profile));
    }
    if (!left.isEmpty()) {
      LOG.warn(
          "the training profile has no room for {}: they are compared with first traffic", left);
    }
    return profiles;
  }

  /** Requests without the feature say nothing of it; those in which it is null do. */
  private static List<@Nullable String> values(
      String feature, FeatureType type, List<LabelledRequest> examples) {
    List<@Nullable String> values = new ArrayList<>();
    for (LabelledRequest example : examples) {
      if (example.features().containsKey(feature)) {
        values.add(text(type, example.features().get(feature)));
      }
    }
    return values;
  }

  /** As the drift detector takes it of a prediction: only numbers are compared by number. */
  private static @Nullable String text(FeatureType type, @Nullable Object value) {
    if (value instanceof Number number) {
      return type == FeatureType.NUMBER ? Double.toString(number.doubleValue()) : null;
    }
    return value == null ? null : value.toString();
  }
}
