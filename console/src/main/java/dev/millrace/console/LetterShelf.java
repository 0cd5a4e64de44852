package dev.millrace.console;

import dev.millrace.record.DeadLetter;
import dev.millrace.schemas.LetterId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The newest dead letters by their ids, without their content.
 *
 * <p><i>Size</i>: some 1 KB each, {@value #MOST} of all tenants together; the topic and the command
 * line have all.
 *
 * <p><i>Threads</i>: any number.
 */
final class LetterShelf {

  static final int MOST = 20_000;

  private final Map<String, DeadLetter> letters = new LinkedHashMap<>();

  /** A letter and its id. */
  record Named(String id, DeadLetter letter) {}

  /**
   * Some letters.
   *
   * @param shown newest first
   * @param count how many there are of that kind
   */
  record Some(List<Named> shown, long count) {

    Some {
      shown = List.copyOf(shown);
    }
  }

  /** Takes the next one; a copy of one that is there changes nothing. */
  synchronized void add(DeadLetter letter) {
    letter.setKey(null);
    letter.setValue(null);
    letter.setHeaders(List.of());
    letters.putIfAbsent(LetterId.of(letter), letter);
    if (letters.size() > MOST) {
      Iterator<String> oldest = letters.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** The newest of those that are meant. */
  synchronized Some newest(Predicate<DeadLetter> isMeant, int limit) {
    List<Named> meant = new ArrayList<>();
    letters.forEach(
        (id, letter) -> {
          if (isMeant.test(letter)) {
            meant.add(new Named(id, letter));
          }
        });
    meant.sort((one, other) -> other.letter().getFailedAt().compareTo(one.letter().getFailedAt()));
    return new Some(meant.subList(0, Math.min(limit, meant.size())), meant.size());
  }
}
