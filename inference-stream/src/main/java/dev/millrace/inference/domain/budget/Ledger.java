package dev.millrace.inference.domain.budget;

import dev.millrace.platform.budgets.domain.BudgetAccount;
import dev.millrace.record.BudgetClaim;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.ReservationState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is booked on every account, as the records of {@code budget-reservations} say in their
 * order. Whoever reads them in that order comes to the same ledger, and so to the same answer to
 * each reservation: that is how instances that never speak to each other keep one limit.
 *
 * <p>What is reserved stays booked until the call is settled, for ever where it never is: a call
 * that was lost may have been paid for.
 *
 * <p><i>Shape</i>: a window is forgotten an hour after its end, by the brokers' clock: they put its
 * time on each record. What writers say of the time decides nothing here, so one whose clock is
 * wrong cannot make others' windows be forgotten.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class Ledger {

  /** Clocks of instances may be behind that of the brokers by less than this. */
  private static final Duration GRACE = Duration.ofHours(1);

  private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);

  private final Map<BudgetAccount, Balance> balances = new HashMap<>();
  private final Map<String, Open> open = new HashMap<>();
  private final Map<String, Set<String>> openOfRequest = new HashMap<>();
  private Instant newest = Instant.MIN;
  private Instant sweptAt = Instant.MIN;

  /** A reservation that is not settled. */
  private static final class Open {
    private final BudgetReservation entry;

    private Open(BudgetReservation entry) {
      this.entry = entry;
    }
  }

  /** What is booked on one account. */
  private static final class Balance {
    private final Instant windowEnd;
    private BigDecimal settled = BigDecimal.ZERO;
    private BigDecimal reserved = BigDecimal.ZERO;
    private BigDecimal lost = BigDecimal.ZERO;

    /** Those that may still give something back, in the order in which they will not any more. */
    private final TreeSet<Open> byLoss =
        new TreeSet<>(
            Comparator.comparing((Open one) -> one.entry.getLostAt())
                .thenComparing(one -> one.entry.getId()));

    private Balance(Instant windowEnd) {
      this.windowEnd = windowEnd;
    }
  }

  /**
   * Takes the next record in.
   *
   * @param writtenAt when the brokers took it in
   * @return of a reservation, whether it is granted
   */
  public boolean apply(BudgetReservation entry, Instant writtenAt) {
    pass(writtenAt);
    if (entry.getState() == ReservationState.SETTLED) {
      settle(entry);
      return false;
    }
    if (open.containsKey(entry.getId()) || !fits(entry)) {
      return false;
    }
    book(entry);
    return true;
  }

  private boolean fits(BudgetReservation entry) {
    return entry.getClaims().stream()
        .filter(BudgetClaim::getBinding)
        .allMatch(
            claim -> used(account(claim)).add(entry.getAmount()).compareTo(claim.getLimit()) <= 0);
  }

  private void book(BudgetReservation entry) {
    Open one = new Open(entry);
    open.put(entry.getId(), one);
    openOfRequest
        .computeIfAbsent(entry.getRequestId(), request -> new LinkedHashSet<>())
        .add(entry.getId());
    for (BudgetClaim claim : entry.getClaims()) {
      Balance balance =
          balances.computeIfAbsent(account(claim), unused -> new Balance(claim.getWindowEnd()));
      balance.reserved = balance.reserved.add(entry.getAmount());
      balance.byLoss.add(one);
    }
  }

  private void settle(BudgetReservation end) {
    Open one = open.remove(end.getId());
    if (one == null) {
      return;
    }
    forget(one);
    for (BudgetClaim claim : one.entry.getClaims()) {
      Balance balance = balances.get(account(claim));
      if (balance != null) {
        balance.reserved = balance.reserved.subtract(one.entry.getAmount());
        balance.settled = balance.settled.add(end.getAmount());
        if (!balance.byLoss.remove(one)) {
          balance.lost = balance.lost.subtract(one.entry.getAmount());
        }
      }
    }
  }

  private void forget(Open one) {
    Set<String> ids = openOfRequest.get(one.entry.getRequestId());
    if (ids != null) {
      ids.remove(one.entry.getId());
      if (ids.isEmpty()) {
        openOfRequest.remove(one.entry.getRequestId());
      }
    }
  }

  /** Settled and reserved, US dollars. */
  public BigDecimal used(BudgetAccount account) {
    Balance balance = balances.get(account);
    return balance == null ? BigDecimal.ZERO : balance.settled.add(balance.reserved);
  }

  /** Known to be spent, US dollars. */
  public BigDecimal settled(BudgetAccount account) {
    Balance balance = balances.get(account);
    return balance == null ? BigDecimal.ZERO : balance.settled;
  }

  /** What no call that is still under way will give back, US dollars. */
  public BigDecimal stuck(BudgetAccount account, Instant now) {
    Balance balance = balances.get(account);
    if (balance == null) {
      return BigDecimal.ZERO;
    }
    Iterator<Open> all = balance.byLoss.iterator();
    while (all.hasNext()) {
      BudgetReservation next = all.next().entry;
      if (now.isBefore(next.getLostAt())) {
        break;
      }
      all.remove();
      balance.lost = balance.lost.add(next.getAmount());
    }
    return balance.settled.add(balance.lost);
  }

  /** The newest reservation of a request that is not settled. */
  public Optional<BudgetReservation> openOf(String requestId) {
    Set<String> ids = openOfRequest.getOrDefault(requestId, Set.of());
    return ids.stream().reduce((first, second) -> second).map(open::get).map(one -> one.entry);
  }

  /** Accounts that are kept. */
  public int size() {
    return balances.size();
  }

  /** Reservations that are not settled. */
  public int openReservations() {
    return open.size();
  }

  private void pass(Instant at) {
    if (at.isAfter(newest)) {
      newest = at;
    }
    if (sweptAt.equals(Instant.MIN)) {
      sweptAt = newest;
    }
    if (newest.isAfter(sweptAt.plus(BETWEEN_SWEEPS))) {
      sweptAt = newest;
      Instant before = newest.minus(GRACE);
      balances.values().removeIf(balance -> balance.windowEnd.isBefore(before));
      List<Open> over = open.values().stream().filter(one -> hasEnded(one.entry, before)).toList();
      over.forEach(
          one -> {
            open.remove(one.entry.getId());
            forget(one);
          });
    }
  }

  private static boolean hasEnded(BudgetReservation entry, Instant before) {
    return entry.getClaims().stream().allMatch(claim -> claim.getWindowEnd().isBefore(before));
  }

  static BudgetAccount account(BudgetClaim claim) {
    return new BudgetAccount(
        claim.getBudget(), Optional.ofNullable(claim.getTenant()), claim.getWindowStart());
  }
}
