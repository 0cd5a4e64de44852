package dev.millrace.platform.drift.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the profile of texts, one by one.
 *
 * <p><i>Shape</i>: the spread is that of the first {@value #MOST_MEASURED} texts: give them in an
 * order that says nothing about them. Means count all texts.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class TextReference {

  private static final int MOST_MEASURED = 10_000;
  private static final int KEPT_WORDS = 128;

  private final WindowCounts places = TextProfile.empty(0);
  private final Covariance covariance = new Covariance(TextEmbedding.DIMENSIONS);
  private final WordCounts words = new WordCounts();
  private long nulls;

  /** Adds one text; null where there is none. */
  public void add(@Nullable String text) {
    if (text == null) {
      nulls++;
      return;
    }
    List<String> found = TextEmbedding.words(text);
    long[] place = TextEmbedding.place(found);
    TextProfile.count(places, place);
    if (covariance.count() < MOST_MEASURED) {
      covariance.add(place, TextEmbedding.UNIT);
    }
    words.add(found);
  }

  /** The profile of what was added. */
  public ReferenceProfile profile() {
    List<String> kept = words.mostFrequent(KEPT_WORDS);
    WindowCounts counts = TextProfile.empty(kept.size());
    counts.addFirst(places);
    for (int i = 0; i < kept.size(); i++) {
      TextProfile.countWord(counts, i, words.of(kept.get(i)));
    }
    TextProfile.countNulls(counts, nulls);
    double[] variances = covariance.count() < 2 ? new double[0] : covariance.variances();
    for (int i = 0; i < variances.length; i++) {
      variances[i] *= TextEmbedding.SCALE;
    }
    return new TextProfile(kept, variances, counts);
  }
}
