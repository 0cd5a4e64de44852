package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.record.FeatureType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Says what the features of examples are like, in the drift detector's own form. */
@FunctionalInterface
public interface FeatureProfiles {

  /** Nobody writes it down: versions are compared with their first traffic then. */
  FeatureProfiles NONE = (types, examples) -> Map.of();

  /** A profile of each feature, by JSON Pointer. */
  Map<String, ByteBuffer> of(Map<String, FeatureType> types, List<LabelledRequest> examples);
}
