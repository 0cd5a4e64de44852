package dev.millrace.inference;

import dev.millrace.inference.BudgetGate.Asking;
import dev.millrace.inference.domain.Step;
import dev.millrace.inference.domain.budget.Booking;
import dev.millrace.inference.domain.budget.Ruling;
import dev.millrace.inference.domain.budget.Settlement;
import dev.millrace.record.Attempt;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JobLimits;
import dev.millrace.record.Lane;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The money of one request at the {@link BudgetGate}: what is reserved for its present call, and
 * what of its calls is not written yet.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class Purse {

  private final Optional<BudgetGate> gate;
  private final InferenceRequest request;
  private final Set<String> cheaper = new HashSet<>();
  private final List<CompletableFuture<Void>> writing = new ArrayList<>();
  private Lane lane;
  private @Nullable Booking booking;
  private boolean isCalled;

  /**
   * With nothing in it.
   *
   * @param gate absent where there are no budgets
   */
  Purse(Optional<BudgetGate> gate, InferenceRequest request) {
    this.gate = gate;
    this.request = request;
    this.lane = request.getLane();
  }

  /** Whether it may wait for a batch job of its pipeline. */
  boolean mayWait(Optional<JobLimits> jobs) {
    return lane == Lane.BULK && jobs.isPresent();
  }

  /** The request, as it stands in the lane that its calls wait in. */
  InferenceRequest inItsLane() {
    return lane == request.getLane()
        ? request
        : InferenceRequest.newBuilder(request).setLane(lane).build();
  }

  /** The lane that its calls wait in. */
  Lane lane() {
    return lane;
  }

  /** Its calls wait in the lane bulk from now on. */
  void defer() {
    lane = Lane.BULK;
  }

  /** What budgets say to the next call; nothing where leave to make it is there already. */
  Ruling look(Step.Line line) {
    if (booking != null || gate.isEmpty()) {
      return Ruling.Go.UNCOUNTED;
    }
    Ruling ruling = gate.get().look(asking(line));
    // Two budgets that name each other's models would send a request to and fro.
    return ruling instanceof Ruling.Degrade degrade && !cheaper.add(degrade.modelId())
        ? new Ruling.Hold()
        : ruling;
  }

  /** Waits until budgets may say something else. */
  CompletableFuture<Void> hold(Step.Line line) {
    return gate.map(one -> one.hold(asking(line)))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Asks for leave to make a call now; {@link #take} what comes of it. Fails for a defect. */
  CompletableFuture<Optional<Booking>> reserve(Step.Line line) {
    if (booking != null || gate.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.of(Booking.UNCOUNTED));
    }
    try {
      return gate.get().reserve(asking(line), gate.get().patience());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Takes a booking in, and says whether the call may be made under it now. */
  boolean take(Optional<Booking> given, Instant now) {
    if (booking != null) {
      return true;
    }
    if (given.isEmpty()) {
      return false;
    }
    booking = given.get();
    isCalled = false;
    if (!given.get().holds(now)) {
      release();
    }
    return booking != null;
  }

  /** Takes over what an earlier life of the job has reserved for a call that is under way. */
  void adopt() {
    booking = gate.map(one -> one.adopt(request.getRequestId())).orElse(Booking.UNCOUNTED);
    isCalled = true;
  }

  /** The call is being made. */
  void called() {
    isCalled = true;
  }

  /** The call is not made after all. */
  void release() {
    settle(BigDecimal.ZERO);
  }

  /** No job takes it: what an earlier life had one called for may have been paid for. */
  void leaveJob() {
    if (isCalled) {
      settle(Optional.empty());
    } else {
      release();
    }
  }

  /** The call has ended. */
  void settle(Optional<Attempt> attempt) {
    Booking one = booking;
    if (one != null) {
      settle(attempt.map(made -> Settlement.of(made, one.bound())).orElse(one.bound()));
    }
  }

  private void settle(BigDecimal amount) {
    Booking one = booking;
    booking = null;
    if (one != null && one.entry().isPresent()) {
      gate.ifPresent(open -> writing.add(open.settle(one, amount)));
    }
  }

  /**
   * The request has ended: done when all that its calls took is written. What is still under way
   * stays booked at its bound.
   */
  CompletableFuture<Void> end() {
    Booking one = booking;
    if (one != null) {
      settle(isCalled ? one.bound() : BigDecimal.ZERO);
    }
    return CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new));
  }

  private Asking asking(Step.Line line) {
    return new Asking(line.call(), line.sharing(), lane, request.getDeadline());
  }
}
