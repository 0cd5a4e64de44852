package dev.millrace.console;

import dev.millrace.record.DeadLetter;
import dev.millrace.schemas.LetterId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The newest dead letters of each tenant by their ids, without their content.
 *
 * <p><i>Size</i>: some 1 KB each, {@value #MOST} of all tenants together; the topic and the command
 * line have all ({@link Shares}). Letters of nobody are shown to nobody, and not kept.
 *
 * <p><i>Threads</i>: any number.
 */
final class LetterShelf {

  static final int MOST = 20_000;

  private final Shares<DeadLetter> letters = new Shares<>(MOST);

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
    String tenant = letter.getTenant();
    if (tenant == null) {
      return;
    }
    letter.setKey(null);
    letter.setValue(null);
    letter.setHeaders(List.of());
    letters.add(tenant, LetterId.of(letter), letter);
  }

  /** The newest of a tenant's that are meant. */
  synchronized Some newest(String tenant, Predicate<DeadLetter> isMeant, int limit) {
    List<Named> meant = new ArrayList<>();
    letters
        .of(tenant)
        .forEach(
            (id, letter) -> {
              if (isMeant.test(letter)) {
                meant.add(new Named(id, letter));
              }
            });
    meant.sort((one, other) -> other.letter().getFailedAt().compareTo(one.letter().getFailedAt()));
    return new Some(meant.subList(0, Math.min(limit, meant.size())), meant.size());
  }
}
