package dev.millrace.inference;

import dev.millrace.inference.CallDesk.Terms;
import dev.millrace.inference.CallDesk.Turn;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Step;
import dev.millrace.inference.domain.pack.Arrival;
import dev.millrace.inference.domain.pack.OpenPacks;
import dev.millrace.inference.domain.pack.OpenPacks.Pack;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Brings requests that may share a call together before the {@link CallDesk}: a pack of them takes
 * one place in line, and one reservation of the quota. All others go to the desk as they are.
 *
 * <p><i>Threads</i>: may be told by many. Those in a pack are told on the executor's, or on the one
 * on which their call ends; never while anything here is locked, and never from within another
 * request.
 */
final class SharedCalls {

  /** How soon after its deadline a request in a waiting pack is told. */
  private static final Duration SWEEP = Duration.ofMillis(500);

  private final CallDesk desk;
  private final Function<ModelCall, CompletableFuture<CallResult>> endpoint;
  private final Means means;
  private final OpenPacks<CompletableFuture<Turn>> open = new OpenPacks<>();
  private final Set<SharedCall> inLine = new HashSet<>();
  private boolean sweeping;

  /** When the open packs are looked at next. */
  private Instant wakeAt = Instant.MAX;

  /** What is needed to wait, and to tell of the calls. */
  record Means(InstantSource clock, CallDesk.Timer timer, Executor executor, RequestTraces traces) {

    /** Of which nothing is told. */
    Means(InstantSource clock, CallDesk.Timer timer, Executor executor) {
      this(clock, timer, executor, RequestTraces.NONE);
    }
  }

  /** Calls are made at the endpoint, which never fails. */
  SharedCalls(
      CallDesk desk, Function<ModelCall, CompletableFuture<CallResult>> endpoint, Means means) {
    this.desk = desk;
    this.endpoint = endpoint;
    this.means = means;
  }

  /** Waits for company, where the line says so, then in line; the future never fails. */
  CompletableFuture<Turn> ask(Step.Line line, Terms terms) {
    if (line.sharing().isEmpty()) {
      return desk.ask(line.call(), terms);
    }
    CompletableFuture<Turn> turn = new CompletableFuture<>();
    List<Pack<CompletableFuture<Turn>>> closed;
    synchronized (this) {
      closed =
          open.add(
              new Arrival<>(line, terms.lane(), terms.deadline(), terms.goesOn(), turn),
              means.clock().instant());
      wake();
    }
    closed.forEach(this::lineUp);
    return turn;
  }

  /** See {@link CallDesk#begins}. */
  void begins(CompletableFuture<?> end) {
    desk.begins(end);
  }

  private void lineUp(Pack<CompletableFuture<Turn>> pack) {
    Arrival<CompletableFuture<Turn>> first = pack.arrivals().get(0);
    if (pack.arrivals().size() == 1) {
      CompletableFuture<?> unused =
          desk.ask(first.call(), terms(pack)).thenAcceptAsync(first.who()::complete, executor());
      return;
    }
    SharedCall call = new SharedCall(pack, endpoint, means, most -> separate(pack, most));
    synchronized (this) {
      inLine.add(call);
      if (!sweeping) {
        sweeping = true;
        means.timer().after(SWEEP, this::sweep);
      }
    }
    CompletableFuture<?> unused =
        desk.ask(call.whole(), terms(pack)).thenAcceptAsync(turn -> turned(call, turn), executor());
  }

  private void turned(SharedCall call, Turn turn) {
    synchronized (this) {
      inLine.remove(call);
    }
    call.turned(turn);
  }

  /** Those who ask again with fewer others have all come by now. */
  private void separate(Pack<CompletableFuture<Turn>> pack, int most) {
    Optional<Pack<CompletableFuture<Turn>>> rest;
    synchronized (this) {
      rest = open.closeAfter(pack, most);
    }
    rest.ifPresent(this::lineUp);
  }

  /** While anybody wants the answer, the pack waits. */
  private static Terms terms(Pack<CompletableFuture<Turn>> pack) {
    Arrival<CompletableFuture<Turn>> first = pack.arrivals().get(0);
    return new Terms(
        first.lane(),
        pack.arrivals().stream()
            .map(Arrival::deadline)
            .max(Comparator.naturalOrder())
            .orElseThrow(),
        first.line().otherwise().isPresent(),
        pack.arrivals().stream().anyMatch(Arrival::goesOn));
  }

  private void wake() {
    Optional<Instant> next = open.nextClosing();
    if (next.isPresent() && next.get().isBefore(wakeAt)) {
      wakeAt = next.get();
      Duration left = Duration.between(means.clock().instant(), wakeAt);
      means.timer().after(left.isNegative() ? Duration.ZERO : left.plusMillis(1), this::closeDue);
    }
  }

  private void closeDue() {
    List<Pack<CompletableFuture<Turn>>> closed;
    synchronized (this) {
      closed = open.closeDue(means.clock().instant());
      wakeAt = Instant.MAX;
      wake();
    }
    closed.forEach(this::lineUp);
  }

  /** Tells those whom waiting in line has made too late; the others of their packs wait on. */
  private synchronized void sweep() {
    Instant now = means.clock().instant();
    for (SharedCall call : inLine) {
      for (CompletableFuture<Turn> late : call.leaveLate(now)) {
        executor().execute(() -> late.complete(new Turn.Late()));
      }
    }
    sweeping = !inLine.isEmpty();
    if (sweeping) {
      means.timer().after(SWEEP, this::sweep);
    }
  }

  private Executor executor() {
    return means.executor();
  }
}
