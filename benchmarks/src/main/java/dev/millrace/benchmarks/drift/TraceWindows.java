package dev.millrace.benchmarks.drift;

import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.platform.drift.domain.ReferenceProfiles;
import dev.millrace.platform.drift.domain.WindowCounts;
import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Windows of recorded traffic.
 *
 * @param features what is watched of a request, by name
 * @param windows requests of each, in their order; the values of a request in the order of the
 *     features
 */
record TraceWindows(Map<String, FeatureType> features, List<List<String[]>> windows) {

  TraceWindows {
    features = new LinkedHashMap<>(features);
    windows = List.copyOf(windows);
  }

  /** Cells of some windows together. */
  List<ReferenceProfile> reference(List<List<String[]>> first) {
    List<ReferenceProfile> profiles = new ArrayList<>();
    int column = 0;
    for (FeatureType type : features.values()) {
      List<String> values = new ArrayList<>();
      for (List<String[]> window : first) {
        for (String[] request : window) {
          values.add(request[column]);
        }
      }
      profiles.add(ReferenceProfiles.of(type, values));
      column++;
    }
    return profiles;
  }

  /** One window against a reference, feature by feature. */
  static List<Comparison> compare(List<String[]> window, List<ReferenceProfile> reference) {
    List<Comparison> all = new ArrayList<>();
    for (int column = 0; column < reference.size(); column++) {
      ReferenceProfile profile = reference.get(column);
      WindowCounts counts = profile.window();
      for (String[] request : window) {
        profile.count(counts, request[column]);
      }
      all.add(profile.compare(counts, EffectGates.USUAL));
    }
    return all;
  }
}
