package dev.millrace.inference.domain.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A waiting line in which each tenant gets an equal share of what is served, however many it has
 * waiting. What one tenant asks for is served in its order.
 *
 * <p><i>Shape</i>: start-time fair queueing. Each entry begins, in a time that counts served cost,
 * when the one before it of the same tenant ends, but not before now; the earliest beginning is
 * served first. So a tenant that comes anew waits for what is under way, not for all that others
 * have waiting, and what a tenant did not use in the past gives it no advance.
 *
 * <p><i>Source</i>: Goyal, Vin, Cheng, "Start-time Fair Queueing", SIGCOMM 1996.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class FairQueue<E> {

  /** Fewer tenants are not looked through for those that may be forgotten. */
  private static final int FEW = 1_000;

  private final Map<String, Flow<E>> flows = new HashMap<>();

  /** Flows in which something waits; of two that begin together, the one that came first. */
  private final TreeSet<Flow<E>> waiting =
      new TreeSet<>(
          Comparator.<Flow<E>>comparingDouble(flow -> flow.begin)
              .thenComparingLong(flow -> flow.number));

  private double now;
  private int forgetAt = FEW;
  private long flowsMade;
  private int size;

  private record Waiting<E>(E entry, double cost) {}

  /** What one tenant has waiting. */
  private static final class Flow<E> {

    private final long number;
    private final Deque<Waiting<E>> entries = new ArrayDeque<>();

    /** When the first entry begins; does not change while the flow is in the tree. */
    private double begin;

    private Flow(long number) {
      this.number = number;
    }
  }

  /**
   * Comes in last of its tenant.
   *
   * @param cost what it takes to serve it, at least 1; in the same unit for all
   */
  void add(String tenant, E entry, double cost) {
    Flow<E> flow = flows.computeIfAbsent(tenant, name -> new Flow<>(flowsMade++));
    boolean idle = flow.entries.isEmpty();
    flow.entries.add(new Waiting<>(entry, Math.max(1, cost)));
    size++;
    if (idle) {
      flow.begin = Math.max(now, flow.begin);
      waiting.add(flow);
    }
  }

  /** Who of those that may be served is served next; stays where it is. */
  Optional<E> peek(Predicate<E> may) {
    return first(may).map(flow -> flow.entries.element().entry());
  }

  /** Takes out who of those that may be served is served next, and counts it as served. */
  @Nullable E poll(Predicate<E> may) {
    Optional<Flow<E>> next = first(may);
    if (next.isEmpty()) {
      return null;
    }
    Flow<E> flow = next.get();
    if (flow.equals(waiting.first())) {
      now = flow.begin;
    }
    waiting.remove(flow);
    Waiting<E> served = flow.entries.remove();
    size--;
    flow.begin += served.cost();
    if (!flow.entries.isEmpty()) {
      waiting.add(flow);
    }
    forget();
    return served.entry();
  }

  private Optional<Flow<E>> first(Predicate<E> may) {
    for (Flow<E> flow : waiting) {
      if (may.test(flow.entries.element().entry())) {
        return Optional.of(flow);
      }
    }
    return Optional.empty();
  }

  /** Takes out all that need not be served any more; they cost nothing. */
  List<E> removeIf(Predicate<E> obsolete) {
    List<E> removed = new ArrayList<>();
    for (Flow<E> flow : flows.values()) {
      boolean waited = !flow.entries.isEmpty();
      flow.entries.removeIf(one -> obsolete.test(one.entry()) && removed.add(one.entry()));
      if (waited && flow.entries.isEmpty()) {
        waiting.remove(flow);
      }
    }
    size -= removed.size();
    return removed;
  }

  int size() {
    return size;
  }

  /** What it takes to serve all that wait. */
  double cost() {
    return waiting.stream().flatMap(flow -> flow.entries.stream()).mapToDouble(Waiting::cost).sum();
  }

  /** Tenants that are remembered. */
  int flows() {
    return flows.size();
  }

  /** A tenant that has nothing waiting and is not ahead of others is like one never seen. */
  private void forget() {
    if (waiting.isEmpty()) {
      flows.clear();
      now = 0;
    } else if (flows.size() >= forgetAt) {
      flows.values().removeIf(one -> one.entries.isEmpty() && one.begin <= now);
      forgetAt = Math.max(FEW, 2 * flows.size());
    }
  }
}
