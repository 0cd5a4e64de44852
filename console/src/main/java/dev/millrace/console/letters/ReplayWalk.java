package dev.millrace.console.letters;

import dev.millrace.console.letters.domain.ReplayPlan;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.record.DeadLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Goes through the letters that may be replayed, and leaves out those whose event has a request
 * already or is replayed in this run: dedupe forgets, and then one id would be asked for twice.
 *
 * <p><i>Shape</i>: not every letter says which event it holds; of those that do not, records are
 * made once to learn it, and once more to be handed on. So no content is kept.
 *
 * @param letters gives all letters with their content, the same ones each time
 * @param maker makes the record of a letter
 * @param requests of some ids of requests, those that exist
 */
record ReplayWalk(
    Consumer<BiConsumer<String, DeadLetter>> letters,
    Maker maker,
    UnaryOperator<Set<String>> requests) {

  /** Makes records of letters. */
  @FunctionalInterface
  interface Maker {

    /** The record of a letter, or why there is none. */
    LetterRecords.Made of(String id, DeadLetter letter);
  }

  /** Takes the records that are made of letters. */
  @FunctionalInterface
  interface Outlet {

    /** Takes one. */
    void add(String id, DeadLetter letter, ProducerRecord<byte[], byte[]> record)
        throws IOException;
  }

  /**
   * Hands on the record of each letter.
   *
   * @param ids of the letters that are meant
   * @return how many of them were left out
   */
  Map<SkipReason, Long> through(Collection<String> ids, Outlet outlet) throws IOException {
    Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
    if (ids.isEmpty()) {
      return skipped;
    }
    Set<String> existing = existing(ids);
    Set<String> replayed = new HashSet<>();
    Set<String> left = new HashSet<>(ids);
    try {
      letters.accept(
          (id, letter) -> {
            if (left.remove(id)) {
              LetterRecords.Made made = judged(maker.of(id, letter), existing, replayed);
              handOn(id, letter, made, outlet, skipped);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    // Retention took them while the others were replayed.
    left.forEach(id -> skipped.merge(SkipReason.NOT_RETAINED, 1L, Long::sum));
    return skipped;
  }

  /** The requests that exist of letters that do not name their event. */
  private Set<String> existing(Collection<String> ids) {
    Set<String> left = new HashSet<>(ids);
    Set<String> wanted = new HashSet<>();
    letters.accept(
        (id, letter) -> {
          if (left.remove(id) && ReplayPlan.requestId(letter).isEmpty()) {
            requestId(maker.of(id, letter)).ifPresent(wanted::add);
          }
        });
    return wanted.isEmpty() ? Set.of() : requests.apply(wanted);
  }

  private static Optional<String> requestId(LetterRecords.Made made) {
    return made instanceof LetterRecords.Made.Replay replay ? replay.requestId() : Optional.empty();
  }

  private static LetterRecords.Made judged(
      LetterRecords.Made made, Set<String> existing, Set<String> replayed) {
    Optional<String> requestId = requestId(made);
    if (requestId.filter(existing::contains).isPresent()) {
      return new LetterRecords.Made.Skip(SkipReason.REQUEST_EXISTS);
    }
    return requestId.isEmpty() || replayed.add(requestId.get())
        ? made
        : new LetterRecords.Made.Skip(SkipReason.SAME_EVENT);
  }

  private static void handOn(
      String id,
      DeadLetter letter,
      LetterRecords.Made made,
      Outlet outlet,
      Map<SkipReason, Long> skipped) {
    if (made instanceof LetterRecords.Made.Skip skip) {
      skipped.merge(skip.reason(), 1L, Long::sum);
    } else if (made instanceof LetterRecords.Made.Replay replay) {
      try {
        outlet.add(id, letter, replay.record());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
