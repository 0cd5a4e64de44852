package dev.millrace.inference;

import dev.millrace.inference.domain.ModelCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The requests of one closed batch: which of them wait here, and which have ended.
 *
 * <p><i>Threads</i>: may be told by many.
 */
final class BatchMembers {

  private final List<String> ids;
  private final Map<String, BatchMember> here = new HashMap<>();
  private final Set<String> ended = new HashSet<>();

  /** That are or were here in this life. */
  private final Set<String> held = new HashSet<>();

  private boolean dissolved;

  /** None is here yet. */
  BatchMembers(List<String> ids) {
    this.ids = ids;
  }

  /** Takes one in; not where there is no batch any more. */
  synchronized boolean attach(BatchMember member) {
    if (dissolved) {
      return false;
    }
    ended.remove(member.requestId());
    held.add(member.requestId());
    here.put(member.requestId(), member);
    return true;
  }

  /** One has come here, and will be attached. */
  synchronized void expect(String requestId) {
    held.add(requestId);
  }

  /** One has its terminal record: nothing of it is kept but that. */
  synchronized void ended(String requestId) {
    ended.add(requestId);
    here.remove(requestId);
  }

  /** Some have ended in an earlier life, as far as is known. */
  synchronized void ended(Collection<String> requestIds) {
    ended.addAll(requestIds);
  }

  synchronized boolean hasEnded(String requestId) {
    return ended.contains(requestId);
  }

  /** Whether one is here, or was. */
  synchronized boolean holds(String requestId) {
    return held.contains(requestId);
  }

  /** Whether none of them has ever come here. */
  synchronized boolean areElsewhere() {
    return held.isEmpty();
  }

  synchronized boolean haveAllEnded() {
    return ended.size() == ids.size();
  }

  synchronized boolean isAnyHere() {
    return !here.isEmpty();
  }

  /** There is no batch any more: those who wait are somebody else's. */
  synchronized List<BatchMember> dissolve() {
    List<BatchMember> left = waiting();
    dissolved = true;
    return left;
  }

  synchronized boolean isDissolved() {
    return dissolved;
  }

  /** Those who wait. */
  synchronized List<BatchMember> waiting() {
    return dissolved ? List.of() : here.values().stream().filter(BatchMember::waits).toList();
  }

  /** In the order's own order; fewer where not all wait here. */
  synchronized List<ModelCall> calls() {
    List<ModelCall> calls = new ArrayList<>();
    for (String id : ids) {
      BatchMember member = here.get(id);
      if (member != null && member.waits()) {
        calls.add(member.call());
      }
    }
    return calls;
  }

  /** Whether something is true of all calls that are still wanted; not where one is not here. */
  synchronized boolean allAre(Predicate<ModelCall> something) {
    return ids.stream().allMatch(id -> ended.contains(id) || here.containsKey(id))
        && waiting().stream().map(BatchMember::call).allMatch(something);
  }
}
