package dev.millrace.console.letters;

import dev.millrace.console.letters.domain.LetterBound;
import dev.millrace.console.letters.domain.LetterFilter;
import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.record.DeadLetter;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be replayed.
 *
 * @param ids only these of what the filter takes; empty: all that it takes
 * @param upTo none that came behind it; absent: all that are there
 */
public record ReplayOrder(
    LetterFilter filter, Set<String> ids, Repetition repetition, Optional<LetterBound> upTo) {

  public ReplayOrder {
    ids = Set.copyOf(ids);
  }

  boolean takes(String id, DeadLetter letter) {
    return (ids.isEmpty() || ids.contains(id)) && filter.takes(letter);
  }
}
