package dev.millrace.drift.domain.windows;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.drift.domain.labels.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * Answers that wait for a reference: to be part of it, or to be counted by it; and how many records
 * each period has so far.
 *
 * <p><i>Threads</i>: one.
 */
final class WaitingAnswers {

  /** As many times the sample may wait of a first period before it is cut down to it. */
  private static final int ROOM = 2;

  private static final Comparator<Answer> BY_HASH =
      Comparator.<Answer>comparingLong(answer -> hash(answer.requestId()))
          .thenComparing(Answer::requestId);

  private final WatchTerms terms;
  private final Ledger ledger;
  private final WindowStore store;
  private final List<Answer> more = new ArrayList<>();

  WaitingAnswers(WatchTerms terms, Ledger ledger, WindowStore store) {
    this.terms = terms;
    this.ledger = ledger;
    this.store = store;
  }

  /** Counts a record of a period that is not over. */
  void count(ReferenceKey key, long eventTimeMillis) {
    ledger
        .waiting()
        .computeIfAbsent(key, none -> new TreeMap<>())
        .merge(terms.panes().paneOf(eventTimeMillis), 1L, Long::sum);
  }

  /** Lets an answer wait, whose record is counted. */
  void add(Answer answer) {
    more.add(answer);
  }

  /** Hands over to the store what came in this look. */
  void keep() {
    if (more.isEmpty()) {
      return;
    }
    store.await(List.copyOf(more));
    ledger.stored(ledger.stored() + more.size());
    more.clear();
  }

  /** The periods that are not over. */
  Set<ReferenceKey> periods() {
    return new TreeSet<>(ledger.waiting().keySet());
  }

  /** Records of a period by pane; not empty. */
  NavigableMap<Long, Long> counts(ReferenceKey key) {
    return Objects.requireNonNull(ledger.waiting().get(key), "a period without records");
  }

  /** Nothing waits forever: panes that are as old as labels are kept are no part of a period. */
  void forgetBefore(long horizon) {
    ledger.waiting().values().forEach(counts -> counts.headMap(horizon, false).clear());
    ledger.waiting().values().removeIf(Map::isEmpty);
  }

  /** Those that wait for a reference. */
  List<Answer> of(ReferenceKey key) {
    return store.waiting().stream().filter(answer -> isOf(key, answer)).toList();
  }

  /** Of a version, whatever they wait for. */
  List<Answer> of(int version) {
    return store.waiting().stream().filter(answer -> isOf(version, answer)).toList();
  }

  /** The sample that a reference is made of: the same in any order. */
  List<Answer> sample(ReferenceKey key, VersionReference period) {
    return of(key).stream()
        .filter(answer -> period.covers(answer.eventTimeMillis()))
        .sorted(BY_HASH)
        .limit(terms.firstPeriod().sample())
        .toList();
  }

  /** A period is over, and those that waited only for it wait no longer. */
  void end(ReferenceKey key) {
    ledger.waiting().remove(key);
    awaitOnly(store.waiting().stream().filter(this::isAwaited).toList());
  }

  /**
   * Lets no more wait of first periods than samples are made of, and all that is behind them. Where
   * an event comes that is older than all before, first periods move to the front; what was given
   * up by then is not counted in the features of the windows behind them.
   */
  void cutDown() {
    long most = (long) ROOM * terms.firstPeriod().sample() * ledger.waiting().size();
    if (ledger.stored() <= Math.max(most, ledger.cutDownAt())) {
      return;
    }
    List<Answer> waiting = store.waiting();
    Set<String> kept = new HashSet<>();
    ledger
        .waiting()
        .forEach(
            (key, counts) -> {
              long end = terms.firstPeriod().leastEnd(key, counts.firstKey(), terms.panes());
              List<Answer> mine = waiting.stream().filter(answer -> isOf(key, answer)).toList();
              mine.stream()
                  .filter(answer -> answer.eventTimeMillis() >= end)
                  .forEach(answer -> kept.add(answer.requestId()));
              mine.stream()
                  .filter(answer -> answer.eventTimeMillis() < end)
                  .sorted(BY_HASH)
                  .limit(terms.firstPeriod().sample())
                  .forEach(answer -> kept.add(answer.requestId()));
            });
    awaitOnly(waiting.stream().filter(answer -> kept.contains(answer.requestId())).toList());
    ledger.cutDownAt(ROOM * ledger.stored());
  }

  private void awaitOnly(List<Answer> answers) {
    store.awaitOnly(answers);
    ledger.stored(answers.size());
  }

  private boolean isAwaited(Answer answer) {
    return ledger.waiting().keySet().stream().anyMatch(key -> isOf(key, answer));
  }

  private static boolean isOf(ReferenceKey key, Answer answer) {
    return isOf(key.version(), answer) && key.fits(answer.eventTimeMillis());
  }

  private static boolean isOf(int version, Answer answer) {
    return version == Group.ALL_VERSIONS || Objects.equals(answer.version(), version);
  }

  private static long hash(String requestId) {
    CRC32C hash = new CRC32C();
    hash.update(requestId.getBytes(UTF_8));
    return hash.getValue();
  }
}
