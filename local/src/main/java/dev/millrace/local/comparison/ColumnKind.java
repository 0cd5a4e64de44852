package dev.millrace.local.comparison;

import dev.millrace.platform.drift.domain.NumberText;
import dev.millrace.record.FeatureType;
import java.util.HashSet;
import java.util.Set;

/**
 * Guesses how a column is best compared, from its values in both files: as numbers where nearly all
 * are (the others are then told as invalid); as categories where they repeat and are short; else as
 * text.
 */
final class ColumnKind {

  /** More different values than this are not kept: that is no set of categories. */
  private static final int MOST_CATEGORIES = 1000;

  private static final double MOSTLY = 0.95;
  private static final int FEW = 20;
  private static final int SHORT = 40;

  private final Set<String> different = new HashSet<>();
  private long values;
  private long numbers;
  private long length;

  /** Takes one value into account that is not missing. */
  void add(String value) {
    values++;
    length += value.length();
    if (NumberText.parse(value).isPresent()) {
      numbers++;
    }
    if (different.size() <= MOST_CATEGORIES) {
      different.add(value);
    }
  }

  FeatureType guess() {
    if (values > 0 && numbers >= values * MOSTLY) {
      return FeatureType.NUMBER;
    }
    boolean repeats =
        different.size() <= FEW
            || (different.size() <= MOST_CATEGORIES && different.size() <= values / 2);
    boolean isShort = length <= values * SHORT;
    return repeats && isShort ? FeatureType.CATEGORY : FeatureType.TEXT;
  }
}
