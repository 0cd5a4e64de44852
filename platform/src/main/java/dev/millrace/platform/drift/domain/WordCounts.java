package dev.millrace.platform.drift.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * In how many texts each word is; of the first {@value #MOST_WORDS} different ones.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class WordCounts {

  private static final int MOST_WORDS = 200_000;
  private static final int COMPARED = 1000;

  private final Map<String, Long> texts = new HashMap<>();
  private long count;

  /** Counts the words of one text, each once. */
  public void add(String text) {
    add(TextEmbedding.words(text));
  }

  void add(Collection<String> words) {
    count++;
    for (String word : new HashSet<>(words)) {
      if (texts.size() < MOST_WORDS || texts.containsKey(word)) {
        texts.merge(word, 1L, Long::sum);
      }
    }
  }

  /** The words that are in most texts, in alphabetical order. */
  List<String> mostFrequent(int words) {
    return texts.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Long>>comparingLong(entry -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(words)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  long of(String word) {
    return texts.getOrDefault(word, 0L);
  }

  /**
   * The words whose share of texts differs most from here to there, frequent ones of either side.
   */
  public List<CellChange> changesTo(WordCounts current) {
    TreeSet<String> frequent = new TreeSet<>(mostFrequent(COMPARED));
    frequent.addAll(current.mostFrequent(COMPARED));
    List<CellChange> changes = new ArrayList<>();
    for (String word : frequent) {
      CellChange change = new CellChange(word, share(word), current.share(word));
      if (change.difference() != 0) {
        changes.add(change);
      }
    }
    changes.sort(CellChange.LARGEST_FIRST);
    return List.copyOf(changes.subList(0, Math.min(CellChange.MOST, changes.size())));
  }

  private double share(String word) {
    return count == 0 ? 0 : (double) of(word) / count;
  }
}
