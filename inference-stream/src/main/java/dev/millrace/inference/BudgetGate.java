package dev.millrace.inference;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.budget.Booking;
import dev.millrace.inference.domain.budget.BudgetBook;
import dev.millrace.inference.domain.budget.CallBound;
import dev.millrace.inference.domain.budget.Ruling;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.Lane;
import dev.millrace.record.ReservationState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets no call through that could take more than is left of a budget.
 *
 * <p><i>Shape</i>: before a call begins, the most that it can cost is written to the log, and the
 * call is made when that record was read back and the {@link
 * dev.millrace.inference.domain.budget.Ledger} grants it. All instances read the same log, so they
 * agree, and whatever dies, its reservations stay. When a call has ended, what it took is written.
 * Calls that no budget counts pass untouched.
 *
 * <p>Who finds no room, but may find some when calls under way have ended, is held; so is whoever a
 * budget may count that nobody understands, and everybody under a budget while the log is away.
 *
 * <p><i>Threads</i>: may be told by many; tells on the executor's, never while it is locked.
 */
final class BudgetGate {

  /** How soon those who are held notice that limits have changed, or their time is over. */
  private static final Duration TICK = Duration.ofMillis(250);

  /** How soon they notice that a call has ended: together with what ends in the same moment. */
  private static final Duration SOON = Duration.ofMillis(5);

  /** How long room is kept for one who was held and gets into line. */
  private static final Duration PROMISE = Duration.ofSeconds(10);

  /** How long a reservation is waited for; longer than the log takes to fail. */
  private static final Duration ANSWER = Duration.ofSeconds(8);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final BudgetMeans budgets;
  private final Means means;
  private final BudgetBook book = new BudgetBook();
  private final ReservationWriter writer;

  /** By id, in the order in which they were asked for. */
  private final Map<String, Asked> asked = new LinkedHashMap<>();

  private final HeldCalls held = new HeldCalls();

  private long reservations;

  /** Whether somebody looks who is not answered. */
  private boolean isWatching;

  /** When those who are held are looked at next; only then, if nothing happens before. */
  private Instant wakeAt = Instant.MAX;

  /**
   * What it works with.
   *
   * @param stopped whether a call may not begin, whatever is left
   * @param life tells the reservations of this instance from those of all others, those before a
   *     restart included
   */
  record Means(
      Pricing pricing,
      InstantSource clock,
      CallDesk.Timer timer,
      Executor executor,
      Predicate<ModelCall> stopped,
      String life) {}

  /**
   * A call that asks for leave.
   *
   * @param deadline after which it does not begin any more
   */
  record Asking(ModelCall call, Optional<Sharing> sharing, Lane lane, Instant deadline) {}

  /** A reservation that nothing was heard of so far. */
  private record Asked(CompletableFuture<Optional<Booking>> answer, Instant until) {}

  /** A gate for one life of an instance; it knows all that was ever reserved. */
  static BudgetGate open(
      BudgetMeans budgets, Surroundings surroundings, CallDesk.Timer timer, Executor executor) {
    return open(
        budgets,
        new Means(
            surroundings.rules().pricing(),
            surroundings.clock(),
            timer,
            executor,
            surroundings.rules().switches()::stop,
            UUID.randomUUID().toString()));
  }

  /** A gate that knows all that was ever reserved. */
  static BudgetGate open(BudgetMeans budgets, Means means) {
    BudgetGate gate = new BudgetGate(budgets, means);
    budgets.log().follow(gate::applied);
    return gate;
  }

  private BudgetGate(BudgetMeans budgets, Means means) {
    this.budgets = budgets;
    this.means = means;
    this.writer = new ReservationWriter(budgets.log(), means.clock());
  }

  /** What budgets say to a call as things stand; nothing is reserved. */
  Ruling look(Asking asking) {
    Budgets inForce = budgets.inForce().get();
    if (!mayCount(inForce, asking)) {
      return Ruling.Go.UNCOUNTED;
    }
    Instant now = means.clock().instant();
    String requestId = asking.call().requestId();
    synchronized (this) {
      boolean wasPromised = book.unpromise(requestId);
      Ruling ruling = rule(asking, inForce, now);
      if (!(ruling instanceof Ruling.Go leave) || leave.claims().isEmpty()) {
        return ruling;
      }
      if (wasPromised) {
        book.promise(requestId, leave, now.plus(PROMISE));
      } else if (held.areBefore(asking)) {
        return new Ruling.Hold();
      }
      return leave;
    }
  }

  /**
   * Waits until budgets say something else than to wait; ends as well when the deadline passes or
   * the call is stopped. Never fails.
   */
  synchronized CompletableFuture<Void> hold(Asking asking) {
    HeldCalls.Held one = new HeldCalls.Held(asking, new CompletableFuture<>());
    held.add(one);
    wakeIn(SOON);
    return one.end();
  }

  /**
   * Leave to make a call now; absent where there is none any more. Never fails.
   *
   * @param patience after which it is taken for lost
   */
  CompletableFuture<Optional<Booking>> reserve(Asking asking, Duration patience) {
    Budgets inForce = budgets.inForce().get();
    if (!mayCount(inForce, asking)) {
      return CompletableFuture.completedFuture(Optional.of(Booking.UNCOUNTED));
    }
    Instant now = means.clock().instant();
    CompletableFuture<Optional<Booking>> answer = new CompletableFuture<>();
    BudgetReservation entry;
    synchronized (this) {
      boolean unused = book.unpromise(asking.call().requestId());
      if (!(rule(asking, inForce, now) instanceof Ruling.Go leave)) {
        return CompletableFuture.completedFuture(Optional.empty());
      }
      if (leave.claims().isEmpty()) {
        return CompletableFuture.completedFuture(Optional.of(Booking.UNCOUNTED));
      }
      entry = reservation(asking.call(), leave, now, now.plus(patience));
      book.ask(entry);
      asked.put(entry.getId(), new Asked(answer, now.plus(ANSWER)));
      watch();
    }
    CompletableFuture<?> unused =
        writer
            .ask(entry, ANSWER)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    giveUp(entry.getId());
                  }
                });
    return answer;
  }

  /** Nothing was asked of the endpoint under a booking. */
  CompletableFuture<Void> release(Booking booking) {
    return settle(booking, BigDecimal.ZERO);
  }

  /** A call has ended; the future ends when that is written, and never fails. */
  CompletableFuture<Void> settle(Booking booking, BigDecimal amount) {
    return booking
        .entry()
        .map(
            entry ->
                writer
                    .settle(settled(entry, amount))
                    .thenApplyAsync(Function.identity(), means.executor()))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /**
   * What is still reserved for a request, whoever reserved it; nothing counted where nothing is.
   */
  synchronized Booking adopt(String requestId) {
    return new Booking(book.openOf(requestId));
  }

  /** How long a call under way is waited for. */
  Duration patience() {
    return budgets.patience();
  }

  private void applied(BudgetReservation entry, Instant writtenAt) {
    @Nullable Asked waiting = null;
    boolean granted;
    boolean isOwn =
        entry.getState() == ReservationState.RESERVED
            && entry.getId().startsWith(means.life() + "/");
    synchronized (this) {
      granted = book.apply(entry, writtenAt);
      if (isOwn) {
        waiting = asked.remove(entry.getId());
      }
      if (entry.getState() == ReservationState.SETTLED && !held.isEmpty()) {
        wakeIn(SOON);
      }
    }
    Optional<Booking> booking =
        granted ? Optional.of(new Booking(Optional.of(entry))) : Optional.empty();
    if (waiting != null) {
      tell(waiting.answer(), booking);
    } else if (isOwn) {
      // It was written although its writer was told that it was not.
      booking.ifPresent(
          one -> {
            CompletableFuture<?> unused = release(one);
          });
    }
  }

  /** Nobody knows what becomes of it; if it is read after all, it is given back. */
  private void giveUp(String id) {
    @Nullable Asked waiting;
    synchronized (this) {
      book.withdraw(id);
      waiting = asked.remove(id);
    }
    if (waiting != null) {
      tell(waiting.answer(), Optional.empty());
    }
  }

  /** Looks from time to time for as long as somebody waits. */
  private void watch() {
    if (!isWatching && !asked.isEmpty()) {
      isWatching = true;
      means.timer().after(BETWEEN_LOOKS, this::giveUpLate);
    }
  }

  private void giveUpLate() {
    List<String> late = new ArrayList<>();
    synchronized (this) {
      Instant now = means.clock().instant();
      for (Map.Entry<String, Asked> one : asked.entrySet()) {
        if (now.isBefore(one.getValue().until())) {
          break;
        }
        late.add(one.getKey());
      }
      isWatching = false;
      watch();
    }
    if (!late.isEmpty()) {
      writer.unanswered();
      late.forEach(this::giveUp);
    }
  }

  private <T> void tell(CompletableFuture<T> who, T what) {
    means.executor().execute(() -> who.complete(what));
  }

  private BudgetReservation reservation(
      ModelCall call, Ruling.Go leave, Instant now, Instant lostAt) {
    return new BudgetReservation(
        means.life() + "/" + reservations++,
        ReservationState.RESERVED,
        call.requestId(),
        call.tenant(),
        call.pipeline(),
        call.route().modelId(),
        now,
        lostAt,
        leave.bound(),
        leave.claims());
  }

  private BudgetReservation settled(BudgetReservation entry, BigDecimal amount) {
    return new BudgetReservation(
        entry.getId(),
        ReservationState.SETTLED,
        entry.getRequestId(),
        entry.getTenant(),
        entry.getPipeline(),
        entry.getModelId(),
        means.clock().instant(),
        entry.getLostAt(),
        amount,
        List.of());
  }

  private static boolean mayCount(Budgets inForce, Asking asking) {
    return isUnclear(inForce, asking) || !counting(inForce, asking).isEmpty();
  }

  private static boolean isUnclear(Budgets inForce, Asking asking) {
    ModelCall call = asking.call();
    return inForce.unclear(call.tenant(), call.pipeline(), call.route().modelId()).isPresent();
  }

  private static List<Budget> counting(Budgets inForce, Asking asking) {
    ModelCall call = asking.call();
    return inForce.covering(call.tenant(), call.pipeline(), call.route().modelId());
  }

  private Ruling rule(Asking asking, Budgets inForce, Instant now) {
    if (isUnclear(inForce, asking)) {
      return new Ruling.Hold();
    }
    Ruling ruling =
        book.rule(
            counting(inForce, asking),
            asking.call(),
            asking.lane(),
            CallBound.of(asking.call(), asking.sharing(), means.pricing(), now, asking.deadline()),
            now);
    return ruling instanceof Ruling.Go leave && !leave.claims().isEmpty() && !writer.isThere(now)
        ? new Ruling.Hold()
        : ruling;
  }

  private void wakeIn(Duration pause) {
    Instant at = means.clock().instant().plus(pause);
    if (at.isBefore(wakeAt)) {
      wakeAt = at;
      means.timer().after(pause, () -> lookAgain(at));
    }
  }

  /** At the time that was last asked for; an earlier one has taken the place of any other. */
  private void lookAgain(Instant at) {
    List<HeldCalls.Held> released;
    synchronized (this) {
      if (!at.equals(wakeAt)) {
        return;
      }
      wakeAt = Instant.MAX;
      Instant now = means.clock().instant();
      book.forgetPromises(now);
      released = held.release(one -> goes(one, now));
      if (!held.isEmpty()) {
        wakeIn(TICK);
      }
    }
    released.forEach(one -> means.executor().execute(() -> one.end().complete(null)));
  }

  private boolean goes(HeldCalls.Held one, Instant now) {
    ModelCall call = one.asking().call();
    if (!now.isBefore(one.asking().deadline()) || means.stopped().test(call)) {
      return true;
    }
    Ruling ruling = rule(one.asking(), budgets.inForce().get(), now);
    if (ruling instanceof Ruling.Go leave && !leave.claims().isEmpty()) {
      book.promise(call.requestId(), leave, now.plus(PROMISE));
    }
    return !(ruling instanceof Ruling.Hold);
  }
}
