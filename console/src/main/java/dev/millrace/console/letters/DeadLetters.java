package dev.millrace.console.letters;

import dev.millrace.console.letters.domain.LetterBound;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.DeadLetter;
import dev.millrace.schemas.LetterId;
import dev.millrace.schemas.Topics;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The dead letters of a factory by their id: the record that each tells of. */
public final class DeadLetters {

  /** What the audit log says of a letter that was replayed; the subject is its id. */
  public static final String REPLAY = "dead-letter.replay";

  private final RecordSource records;

  /**
   * The letters that were there at a moment.
   *
   * @param letters oldest first, by id
   * @param end how far they were looked at
   */
  record Looked(Map<String, DeadLetter> letters, LetterBound end) {}

  public DeadLetters(RecordSource records) {
    this.records = records;
  }

  /**
   * All, oldest first and without content, which may be large; one that was copied again after a
   * crash is there once.
   */
  public Map<String, DeadLetter> all() {
    return looked(Optional.empty(), (id, letter, isBehind) -> true).letters();
  }

  /** Which letters are kept of all that are looked at. */
  interface Wanted {

    /**
     * Asked of each, a copy of one that was asked for included.
     *
     * @param isBehind whether it is behind the bound
     */
    boolean test(String id, DeadLetter letter, boolean isBehind);
  }

  /**
   * Those of them that are wanted: there may be more than there is memory for.
   *
   * @param bound behind which letters came too late, where one is given
   */
  Looked looked(Optional<LetterBound> bound, Wanted wanted) {
    Map<String, DeadLetter> letters = new HashMap<>();
    Map<Integer, Long> ends = new HashMap<>();
    records.readPlaced(
        Topics.DEAD_LETTERS,
        (partition, offset, letter) -> {
          ends.merge(partition, offset + 1, Math::max);
          String id = LetterId.of(letter);
          boolean isBehind = bound.filter(until -> !until.holds(partition, offset)).isPresent();
          if (wanted.test(id, letter, isBehind)) {
            letters.putIfAbsent(id, withoutContent(letter));
          }
        });
    return new Looked(sorted(letters), new LetterBound(ends));
  }

  private static Map<String, DeadLetter> sorted(Map<String, DeadLetter> letters) {
    Map<String, DeadLetter> sorted = new LinkedHashMap<>();
    letters.entrySet().stream()
        .sorted(
            Map.Entry.<String, DeadLetter>comparingByValue(
                    Comparator.comparing(DeadLetter::getFailedAt))
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(letter -> sorted.put(letter.getKey(), letter.getValue()));
    return sorted;
  }

  /** One with its content. */
  public Optional<DeadLetter> find(String id) {
    Map<String, DeadLetter> found = new HashMap<>();
    each(
        (other, letter) -> {
          if (other.equals(id)) {
            found.putIfAbsent(id, letter);
          }
        });
    return Optional.ofNullable(found.get(id));
  }

  /** Gives all with their content, those of a key in their order; a copy is given as well. */
  public void each(BiConsumer<String, DeadLetter> to) {
    records.read(Topics.DEAD_LETTERS, letter -> to.accept(LetterId.of(letter), letter));
  }

  /** What the audit log says last of those that were replayed, by id. */
  public Map<String, AuditEvent> replayed() {
    Map<String, AuditEvent> replayed = new HashMap<>();
    records.read(Topics.AUDIT_LOG, event -> note(event, replayed));
    return replayed;
  }

  /** Keeps what the audit log says of a replay. */
  static void note(AuditEvent event, Map<String, AuditEvent> replayed) {
    if (event.getAction().equals(REPLAY)) {
      replayed.put(event.getSubject(), event);
    }
  }

  private static DeadLetter withoutContent(DeadLetter letter) {
    letter.setKey(null);
    letter.setValue(null);
    letter.setHeaders(List.of());
    return letter;
  }
}
