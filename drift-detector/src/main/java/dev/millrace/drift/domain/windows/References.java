package dev.millrace.drift.domain.windows;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.statistics.ReferenceProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * What versions are compared with, and the counting of features by it.
 *
 * <p>Answers of a version without a reference wait. When its first period is over, a reference is
 * made of those in it, and those behind it are counted.
 *
 * <p><i>Threads</i>: one.
 */
final class References {

  /** As many times the sample may wait of a first period before it is cut down to it. */
  private static final int ROOM = 2;

  private static final Comparator<Answer> BY_HASH =
      Comparator.<Answer>comparingLong(answer -> hash(answer.requestId()))
          .thenComparing(Answer::requestId);

  private final WatchTerms terms;
  private final TrainingProfiles training;
  private final Ledger ledger;
  private final WindowStore store;
  private final OpenPanes panes;
  private final Signals signals;
  private final Map<Integer, Optional<VersionReference>> known = new HashMap<>();
  private final TreeSet<Integer> changed = new TreeSet<>();
  private final List<Answer> more = new ArrayList<>();

  References(
      WatchTerms terms,
      TrainingProfiles training,
      Ledger ledger,
      WindowStore store,
      OpenPanes panes) {
    this.terms = terms;
    this.training = training;
    this.ledger = ledger;
    this.store = store;
    this.panes = panes;
    this.signals = new Signals(terms.features());
  }

  /** What a version is compared with; nothing while that is not known. */
  Optional<VersionReference> of(int version) {
    return known.computeIfAbsent(version, key -> store.reference(key).or(() -> trained(key)));
  }

  /** The same where an event belongs to its period; whoever asks changes it. */
  Optional<VersionReference> at(int version, long eventTimeMillis) {
    Optional<VersionReference> reference =
        of(version).filter(period -> period.covers(eventTimeMillis));
    reference.ifPresent(period -> changed.add(version));
    return reference;
  }

  /** Counts the features of an answer, for all and for its version, or lets it wait. */
  void count(Answer answer) {
    boolean waits = waits(Group.ALL_VERSIONS, answer);
    Integer version = answer.version();
    if (version != null) {
      waits |= waits(version, answer);
    }
    if (waits) {
      more.add(answer);
    }
  }

  private boolean waits(int version, Answer answer) {
    Optional<VersionReference> reference = of(version);
    if (reference.isPresent()) {
      count(version, answer, reference.get());
      return false;
    }
    ledger
        .waiting()
        .computeIfAbsent(version, none -> new TreeMap<>())
        .merge(terms.panes().paneOf(answer.eventTimeMillis()), 1L, Long::sum);
    return true;
  }

  /** Makes the references whose periods are over, and cuts down what waits for the others. */
  void freeze(long time) {
    if (!more.isEmpty()) {
      store.await(List.copyOf(more));
      ledger.stored(ledger.stored() + more.size());
      more.clear();
    }
    for (int version : new TreeSet<>(ledger.waiting().keySet())) {
      NavigableMap<Long, Long> counts = Objects.requireNonNull(ledger.waiting().get(version));
      Optional<Long> end = terms.firstPeriod().end(counts, terms.panes(), time);
      // A profile may be written down after the first traffic has come.
      Optional<VersionReference> trained = of(version);
      if (trained.isPresent()) {
        settle(version, trained.get());
      } else if (end.isPresent()) {
        settle(version, frozen(version, counts, end.get()));
      }
    }
    cutDown();
  }

  /** Writes what was changed. */
  void keep() {
    for (int version : changed) {
      of(version).ifPresent(reference -> store.keep(version, reference));
    }
  }

  /** A reference of the answers that wait, and of what is known of their quality. */
  private VersionReference frozen(int version, NavigableMap<Long, Long> counts, long end) {
    VersionReference reference = new VersionReference(counts.firstKey(), end);
    List<Answer> sample =
        store.waiting().stream()
            .filter(answer -> isOf(version, answer))
            .filter(answer -> reference.covers(answer.eventTimeMillis()))
            .sorted(BY_HASH)
            .limit(terms.firstPeriod().sample())
            .toList();
    profile(version, sample, reference);
    for (long pane : counts.headMap(end, false).keySet()) {
      panes
          .pane(pane)
          .groups()
          .forEach(
              (group, tally) -> {
                if (group.version() == version) {
                  reference.quality(group).merge(tally.quality());
                }
              });
    }
    return reference;
  }

  /** Counts what waited for a reference. */
  private void settle(int version, VersionReference reference) {
    known.put(version, Optional.of(reference));
    changed.add(version);
    List<Answer> waiting = store.waiting();
    waiting.stream()
        .filter(answer -> isOf(version, answer))
        .forEach(answer -> count(version, answer, reference));
    ledger.waiting().remove(version);
    awaitOnly(waiting.stream().filter(this::isAwaited).toList());
  }

  private void profile(int version, List<Answer> sample, VersionReference reference) {
    Map<Group, ProfileDraft> drafts = new TreeMap<>();
    for (Answer answer : sample) {
      List<Signals.Value> values = values(version, answer);
      for (Group group : groups(version, answer)) {
        drafts.computeIfAbsent(group, none -> new ProfileDraft()).add(values);
      }
    }
    drafts.forEach((group, draft) -> reference.profiles(group).putAll(draft.profiles()));
  }

  /** Windows that begin in the reference's own period are not compared with it. */
  private void count(int version, Answer answer, VersionReference reference) {
    if (answer.eventTimeMillis() < reference.toMillis()) {
      return;
    }
    Pane pane = panes.changed(answer.eventTimeMillis());
    List<Signals.Value> values = values(version, answer);
    for (Group group : groups(version, answer)) {
      Map<String, ReferenceProfile> profiles = reference.profiles(group);
      Tally tally = pane.tally(group);
      for (Signals.Value value : values) {
        ReferenceProfile profile = profiles.get(value.name());
        if (profile != null) {
          ProfileDraft.count(
              value,
              profile,
              tally.features().computeIfAbsent(value.name(), none -> profile.window()));
        }
      }
    }
  }

  private List<Signals.Value> values(int version, Answer answer) {
    return version == Group.ALL_VERSIONS ? Signals.ofEveryone(answer) : signals.of(answer);
  }

  private List<Group> groups(int version, Answer answer) {
    String segment = answer.segment();
    return version == Group.ALL_VERSIONS || segment == null || !terms.segments().contains(segment)
        ? List.of(Group.of(version))
        : List.of(Group.of(version), new Group(version, segment));
  }

  private static boolean isOf(int version, Answer answer) {
    return version == Group.ALL_VERSIONS || Objects.equals(answer.version(), version);
  }

  private boolean isAwaited(Answer answer) {
    return ledger.waiting().keySet().stream().anyMatch(version -> isOf(version, answer));
  }

  /** A profile that training left behind is a reference from the beginning of time. */
  private Optional<VersionReference> trained(int version) {
    if (!terms.usesTraining() || version == Group.ALL_VERSIONS) {
      return Optional.empty();
    }
    return training
        .of(version)
        .map(
            profiles -> {
              VersionReference reference = new VersionReference(Long.MIN_VALUE, Long.MIN_VALUE);
              profiles.forEach(
                  (name, bytes) ->
                      reference.profiles(Group.of(version)).put(name, ReferenceProfile.of(bytes)));
              changed.add(version);
              return reference;
            });
  }

  /**
   * Lets no more wait of first periods than samples are made of, and all that is behind them. Where
   * an event comes that is older than all before, first periods move to the front; what was given
   * up by then is not counted in the features of the windows behind them.
   */
  private void cutDown() {
    long most = (long) ROOM * terms.firstPeriod().sample() * ledger.waiting().size();
    if (ledger.stored() <= Math.max(most, ledger.cutDownAt())) {
      return;
    }
    List<Answer> waiting = store.waiting();
    Set<String> kept = new HashSet<>();
    ledger
        .waiting()
        .forEach(
            (version, counts) -> {
              long end =
                  counts.firstKey() + terms.firstPeriod().panes() * terms.panes().paneMillis();
              List<Answer> mine = waiting.stream().filter(answer -> isOf(version, answer)).toList();
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

  private static long hash(String requestId) {
    CRC32C hash = new CRC32C();
    hash.update(requestId.getBytes(UTF_8));
    return hash.getValue();
  }
}
