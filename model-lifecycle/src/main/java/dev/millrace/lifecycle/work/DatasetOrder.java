package dev.millrace.lifecycle.work;

import dev.millrace.record.FeatureType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What dataset is wanted. The same order gives the same bytes.
 *
 * @param labels that may be given; what is labelled otherwise is left out and counted
 * @param features that are watched, by JSON Pointer, with the way in which each is compared
 */
public record DatasetOrder(
    Run run, List<String> labels, Map<String, FeatureType> features, Pinned pinned) {

  public DatasetOrder {
    labels = List.copyOf(labels);
    features = Map.copyOf(new TreeMap<>(features));
  }
}
