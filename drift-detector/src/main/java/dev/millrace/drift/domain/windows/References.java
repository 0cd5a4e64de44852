package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What versions are compared with, and the counting of features by it.
 *
 * <p>Answers of a version without a reference wait. When its first period is over, a reference is
 * made of those in it, and those behind it are counted. What training left behind is a reference
 * from the beginning, for what it is about; segments, quality, and what the answers themselves show
 * are compared with the first period all the same.
 *
 * <p><i>Threads</i>: one.
 */
final class References {

  private final WatchTerms terms;
  private final Versions versions;
  private final WindowStore store;
  private final OpenPanes panes;
  private final Signals signals;
  private final WaitingAnswers waiting;
  private final Map<ReferenceKey, Optional<VersionReference>> known = new HashMap<>();
  private final TreeSet<ReferenceKey> changed = new TreeSet<>();

  /** Versions whose training was asked for in this look. */
  private final Set<Integer> asked = new HashSet<>();

  References(
      WatchTerms terms, Versions versions, Ledger ledger, WindowStore store, OpenPanes panes) {
    this.terms = terms;
    this.versions = versions;
    this.store = store;
    this.panes = panes;
    this.signals = new Signals(terms.features());
    this.waiting = new WaitingAnswers(terms, ledger, store);
  }

  /** What a window of a group is compared with, by feature; empty while that is not known. */
  Map<String, ReferenceProfile> of(Group group, long windowStart) {
    Map<String, ReferenceProfile> all = new TreeMap<>();
    reference(own(group.version(), windowStart))
        .filter(period -> windowStart >= period.toMillis())
        .ifPresent(period -> all.putAll(period.profiles(group)));
    trained(group.version()).ifPresent(data -> all.putAll(data.profiles(group)));
    return all;
  }

  /** A version's first period, and how good its answers were; nothing while it is not over. */
  Optional<VersionReference> baseline(int version) {
    return reference(ReferenceKey.first(version));
  }

  /** The same where an event belongs to the period; whoever asks changes it. */
  Optional<VersionReference> baselineAt(int version, long eventTimeMillis) {
    Optional<VersionReference> reference =
        baseline(version).filter(period -> period.covers(eventTimeMillis));
    reference.ifPresent(period -> changed.add(ReferenceKey.first(version)));
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
      waiting.add(answer);
    }
  }

  private boolean waits(int version, Answer answer) {
    trained(version).ifPresent(data -> count(version, answer, data));
    ReferenceKey first = ReferenceKey.first(version);
    ReferenceKey own = own(version, answer.eventTimeMillis());
    if (!own.equals(first) && version != Group.ALL_VERSIONS && reference(first).isEmpty()) {
      // Its quality is measured by panes, which need no answers.
      waiting.count(first, answer.eventTimeMillis());
    }
    Optional<VersionReference> reference = reference(own);
    if (reference.isPresent()) {
      count(version, answer, reference.get());
      return false;
    }
    waiting.count(own, answer.eventTimeMillis());
    return true;
  }

  /** Makes the references whose periods are over, and cuts down what waits for the others. */
  void freeze(long time) {
    waiting.keep();
    waiting.forgetBefore(terms.labels().horizon(time));
    for (ReferenceKey key : waiting.periods()) {
      // A profile may be written down after the first traffic has come.
      trained(key.version());
      NavigableMap<Long, Long> counts = waiting.counts(key);
      terms
          .firstPeriod()
          .end(key, counts, terms.panes(), time)
          .ifPresent(end -> settle(key, frozen(key, counts, end)));
    }
    waiting.cutDown();
  }

  /** Writes what was changed. */
  void keep() {
    for (ReferenceKey key : changed) {
      reference(key).ifPresent(reference -> store.keep(key.text(), reference));
    }
  }

  /** What its windows are compared with that begin then, besides what training left behind. */
  private ReferenceKey own(int version, long eventTimeMillis) {
    return terms.reference() == WatchTerms.Reference.SEASON
        ? ReferenceKey.season(version, eventTimeMillis)
        : ReferenceKey.first(version);
  }

  private Optional<VersionReference> reference(ReferenceKey key) {
    return known.computeIfAbsent(key, none -> store.reference(key.text()));
  }

  private Optional<VersionReference> trained(int version) {
    if (terms.reference() != WatchTerms.Reference.TRAINING || version == Group.ALL_VERSIONS) {
      return Optional.empty();
    }
    ReferenceKey key = ReferenceKey.trained(version);
    Optional<VersionReference> data = reference(key);
    // Counts of a version that is compared with its first traffic by now stay what they are.
    if (data.isEmpty() && asked.add(version) && baseline(version).isEmpty()) {
      data = versions.training(version).map(profiles -> adopted(version, profiles));
    }
    return data;
  }

  /** A profile that training left behind is a reference from the beginning of time. */
  private VersionReference adopted(int version, Map<String, ReferenceProfile> profiles) {
    VersionReference data = new VersionReference(Long.MIN_VALUE, Long.MIN_VALUE);
    Map<String, ReferenceProfile> usable = new TreeMap<>(profiles);
    usable.entrySet().removeIf(entry -> !signals.has(entry.getKey(), entry.getValue().type()));
    data.add(Group.of(version), usable);
    known.put(ReferenceKey.trained(version), Optional.of(data));
    changed.add(ReferenceKey.trained(version));
    waiting.of(version).forEach(answer -> count(version, answer, data));
    return data;
  }

  /** A reference of the answers that wait, and of what is known of their quality. */
  private VersionReference frozen(ReferenceKey key, NavigableMap<Long, Long> counts, long end) {
    VersionReference reference = new VersionReference(counts.firstKey(), end);
    if (key.equals(own(key.version(), counts.firstKey()))) {
      profile(key.version(), waiting.sample(key, reference), reference);
    }
    if (key.kind() == ReferenceKey.Kind.FIRST) {
      for (long pane : counts.headMap(end, false).keySet()) {
        panes
            .pane(pane)
            .groups()
            .forEach(
                (group, tally) -> {
                  if (group.version() == key.version()) {
                    reference.quality(group).merge(tally.quality());
                  }
                });
      }
    }
    return reference;
  }

  /** Counts what waited for a reference. */
  private void settle(ReferenceKey key, VersionReference reference) {
    known.put(key, Optional.of(reference));
    changed.add(key);
    waiting.of(key).forEach(answer -> count(key.version(), answer, reference));
    waiting.end(key);
  }

  private void profile(int version, List<Answer> sample, VersionReference reference) {
    Map<Group, ProfileDraft> drafts = new TreeMap<>();
    for (Answer answer : sample) {
      List<Signals.Value> values = values(version, answer);
      for (Group group : groups(version, answer)) {
        drafts.computeIfAbsent(group, none -> new ProfileDraft()).add(values);
      }
    }
    drafts.forEach((group, draft) -> reference.add(group, draft.profiles()));
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
      Map<String, ReferenceProfile> before =
          trained(version)
              .filter(data -> data != reference)
              .map(data -> data.profiles(group))
              .orElse(Map.of());
      Tally tally = pane.tally(group);
      for (Signals.Value value : values) {
        ReferenceProfile profile = profiles.get(value.name());
        if (profile != null && !before.containsKey(value.name())) {
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
    return version == Group.ALL_VERSIONS || !terms.segments().contains(segment)
        ? List.of(Group.of(version))
        : List.of(Group.of(version), new Group(version, segment));
  }
}
