package dev.millrace.drift.domain.windows;

import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.platform.drift.domain.ReferenceProfiles;
import dev.millrace.platform.drift.domain.WindowCounts;
import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of a first period, by feature, of which profiles are made.
 *
 * <p><i>Threads</i>: one.
 */
final class ProfileDraft {

  private final TreeMap<String, FeatureType> types = new TreeMap<>();
  private final TreeMap<String, List<@Nullable String>> values = new TreeMap<>();

  /** Takes the values of one record. */
  void add(List<Signals.Value> record) {
    for (Signals.Value value : record) {
      types.put(value.name(), value.type());
      values.computeIfAbsent(value.name(), none -> new ArrayList<>()).add(text(value));
    }
  }

  /** By feature. */
  Map<String, ReferenceProfile> profiles() {
    Map<String, ReferenceProfile> profiles = new TreeMap<>();
    values.forEach(
        (name, all) ->
            profiles.put(name, ReferenceProfiles.of(Objects.requireNonNull(types.get(name)), all)));
    return profiles;
  }

  /** Counts a value in the cells of its profile. */
  static void count(Signals.Value value, ReferenceProfile profile, WindowCounts counts) {
    if (value.type() == FeatureType.NUMBER && !Double.isNaN(value.number())) {
      profile.count(counts, value.number());
    } else {
      profile.count(counts, value.text());
    }
  }

  private static @Nullable String text(Signals.Value value) {
    return value.type() == FeatureType.NUMBER && !Double.isNaN(value.number())
        ? Double.toString(value.number())
        : value.text();
  }
}
