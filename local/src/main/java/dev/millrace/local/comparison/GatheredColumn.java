package dev.millrace.local.comparison;

import dev.millrace.platform.drift.domain.CategorySample;
import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.platform.drift.domain.NumberColumn;
import dev.millrace.platform.drift.domain.NumberSample;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.platform.drift.domain.SampleComparison;
import dev.millrace.platform.drift.domain.TextReference;
import dev.millrace.platform.drift.domain.WindowCounts;
import dev.millrace.platform.drift.domain.WordCounts;
import dev.millrace.record.FeatureType;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one column, first all of the reference, then all of the other file.
 *
 * <p><i>Threads</i>: for one at a time.
 */
sealed interface GatheredColumn {

  /** A column of which nothing is known yet. */
  static GatheredColumn of(String name, FeatureType type) {
    return switch (type) {
      case NUMBER -> new Numbers(name, new NumberColumn(), new NumberColumn());
      case CATEGORY -> new Categories(name, new CategorySample(), new CategorySample());
      case TEXT -> new Texts(name);
    };
  }

  /** Adds a value of the reference; null where it is missing. */
  void addReference(@Nullable String value);

  /** Adds a value of the other file; null where it is missing. */
  void addCurrent(@Nullable String value);

  /** What it looks like in both. */
  ColumnComparison comparison(long rows, long currentRows, EffectGates gates);

  /** Exact numbers: eight bytes for each. */
  record Numbers(String name, NumberColumn reference, NumberColumn current)
      implements GatheredColumn {

    @Override
    public void addReference(@Nullable String value) {
      reference.add(value);
    }

    @Override
    public void addCurrent(@Nullable String value) {
      current.add(value);
    }

    @Override
    public ColumnComparison comparison(long rows, long currentRows, EffectGates gates) {
      NumberSample ours = reference.sample();
      NumberSample theirs = current.sample();
      return new ColumnComparison(
          name,
          SampleComparison.numbers(ours, theirs, gates),
          rows,
          currentRows,
          Distribution.of(ours, theirs));
    }
  }

  /** Categories: each once. */
  record Categories(String name, CategorySample reference, CategorySample current)
      implements GatheredColumn {

    private static final int MOST = 1_000_000;

    @Override
    public void addReference(@Nullable String value) {
      reference.add(value);
      requireRoom(reference);
    }

    @Override
    public void addCurrent(@Nullable String value) {
      current.add(value);
      requireRoom(current);
    }

    private void requireRoom(CategorySample sample) {
      if (sample.counts().size() > MOST) {
        throw new ComparisonException(
            "column "
                + name
                + " has more than "
                + MOST
                + " different values: those are no categories; give --type "
                + name
                + "=text, or remove the column");
      }
    }

    @Override
    public ColumnComparison comparison(long rows, long currentRows, EffectGates gates) {
      return new ColumnComparison(
          name,
          SampleComparison.categories(reference, current, gates),
          rows,
          currentRows,
          Distribution.of(reference, current));
    }
  }

  /** Texts: their mean and their words. */
  final class Texts implements GatheredColumn {

    private final String name;
    private final TextReference reference = new TextReference();
    private final WordCounts words = new WordCounts();
    private final WordCounts currentWords = new WordCounts();
    private @Nullable ReferenceProfile profile;
    private @Nullable WindowCounts window;

    Texts(String name) {
      this.name = name;
    }

    @Override
    public void addReference(@Nullable String value) {
      reference.add(value);
      if (value != null) {
        words.add(value);
      }
    }

    @Override
    public void addCurrent(@Nullable String value) {
      if (value != null) {
        currentWords.add(value);
      }
      ReferenceProfile known = profile();
      if (window == null) {
        window = known.window();
      }
      known.count(window, value);
    }

    private ReferenceProfile profile() {
      if (profile == null) {
        profile = reference.profile();
      }
      return profile;
    }

    @Override
    public ColumnComparison comparison(long rows, long currentRows, EffectGates gates) {
      ReferenceProfile known = profile();
      Comparison comparison =
          known
              .compare(window == null ? known.window() : window, gates)
              .withChanges(words.changesTo(currentWords));
      return new ColumnComparison(name, comparison, rows, currentRows, comparison.changes());
    }
  }
}
