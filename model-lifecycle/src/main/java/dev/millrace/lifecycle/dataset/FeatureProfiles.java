package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.record.FeatureType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Says what the features of examples are like, in the drift detector's own form. */
@FunctionalInterface
public interface FeatureProfiles {

  /**
   * A profile of each feature, by JSON Pointer; none of those that no example has.
   *
   * @param examples in an order that says nothing about them
   */
  Map<String, ByteBuffer> of(Map<String, FeatureType> types, List<LabelledRequest> examples);
}
