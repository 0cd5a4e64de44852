package dev.millrace.platform.drift.domain;

import dev.millrace.record.FeatureType;
import org.jspecify.annotations.Nullable;

/**
 * What one feature looks like where nothing has changed: cells that are laid once and never move,
 * and the reference's own counts in them. Windows count in the same cells ({@link #window}, {@link
 * #count}), and are compared by counts alone.
 *
 * <p><i>Threads</i>: immutable.
 */
public sealed interface ReferenceProfile permits NumberProfile, CategoryProfile, TextProfile {

  /** How values of the feature are compared. */
  FeatureType type();

  /** Counts of nothing, in the cells of this reference. */
  WindowCounts window();

  /** Counts one value; null where the record has none. */
  void count(WindowCounts window, @Nullable String value);

  /** Counts one number. */
  default void count(WindowCounts window, double value) {
    count(window, Double.toString(value));
  }

  /** How a window stands to this reference. */
  Comparison compare(WindowCounts window, EffectGates gates);

  /** Records that the reference was made of, nulls and invalid values among them. */
  long records();

  /** Compact; {@link #of(byte[])} reads it. */
  byte[] bytes();

  /** Written by {@link #bytes()}; anything else is an {@link IllegalArgumentException}. */
  static ReferenceProfile of(byte[] bytes) {
    PackedReader packed = new PackedReader(bytes);
    long kind = packed.number();
    ReferenceProfile profile;
    if (kind == NumberProfile.KIND) {
      profile = NumberProfile.read(packed);
    } else if (kind == CategoryProfile.KIND) {
      profile = CategoryProfile.read(packed);
    } else if (kind == TextProfile.KIND) {
      profile = TextProfile.read(packed);
    } else {
      throw new IllegalArgumentException(
          "a profile of kind " + kind + " is not known to this version");
    }
    packed.requireEnd();
    return profile;
  }
}
