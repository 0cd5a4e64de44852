package dev.millrace.drift.domain.statistics;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the profile of texts, one by one.
 *
 * <p><i>Shape</i>: the spread is that of the first {@value #MOST_MEASURED} texts, and words are
 * looked for among the first {@value #MOST_WORDS} different ones: give the texts in an order that
 * says nothing about them. Means count all texts.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class TextReference {

  private static final int MOST_MEASURED = 10_000;
  private static final int MOST_WORDS = 200_000;
  private static final int KEPT_WORDS = 128;

  private final WindowCounts places = TextProfile.empty(0);
  private final Covariance covariance = new Covariance(TextEmbedding.DIMENSIONS);
  private final Map<String, Long> texts = new HashMap<>();
  private long nulls;

  /** Adds one text; null where there is none. */
  public void add(@Nullable String text) {
    if (text == null) {
      nulls++;
      return;
    }
    List<String> words = TextEmbedding.words(text);
    long[] place = TextEmbedding.place(words);
    TextProfile.count(places, place);
    if (covariance.count() < MOST_MEASURED) {
      covariance.add(place, TextEmbedding.UNIT);
    }
    for (String word : new HashSet<>(words)) {
      if (texts.size() < MOST_WORDS || texts.containsKey(word)) {
        texts.merge(word, 1L, Long::sum);
      }
    }
  }

  /** The profile of what was added. */
  public ReferenceProfile profile() {
    List<String> kept =
        texts.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, Long>>comparingLong(entry -> -entry.getValue())
                    .thenComparing(Map.Entry::getKey))
            .limit(KEPT_WORDS)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    WindowCounts counts = TextProfile.empty(kept.size());
    counts.addFirst(places);
    for (int i = 0; i < kept.size(); i++) {
      TextProfile.countWord(counts, i, texts.getOrDefault(kept.get(i), 0L));
    }
    TextProfile.countNulls(counts, nulls);
    double[] variances = covariance.count() < 2 ? new double[0] : covariance.variances();
    for (int i = 0; i < variances.length; i++) {
      variances[i] *= TextEmbedding.SCALE;
    }
    return new TextProfile(kept, variances, counts);
  }
}
