package dev.millrace.inference.domain.budget;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetAccount;
import dev.millrace.record.BudgetClaim;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.Lane;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@link Ledger} as one instance sees it: with what it has asked for and not heard of yet, and
 * with what it has promised to requests that waited for money and are now on their way.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class BudgetBook {

  private final Ledger ledger = new Ledger();

  /** By id, what was asked for. */
  private final Map<String, BudgetReservation> asked = new HashMap<>();

  /** By request, in their order. */
  private final Map<String, Promise> promises = new LinkedHashMap<>();

  /** The amounts of both; no account has 0. */
  private final Map<BudgetAccount, BigDecimal> aside = new HashMap<>();

  private record Promise(BigDecimal amount, List<BudgetClaim> claims, Instant until) {}

  /**
   * What budgets say to a call.
   *
   * @param counting the budgets that count it
   * @param bound the most that it can cost; absent where its model has no price
   */
  public Ruling rule(
      List<Budget> counting, ModelCall call, Lane lane, Optional<BigDecimal> bound, Instant now) {
    return Judge.rule(
        counting,
        new Judge.Asked(call.tenant(), call.route().modelId(), lane, bound, now),
        new Judge.Accounts() {
          @Override
          public BigDecimal used(BudgetAccount account) {
            return ledger.used(account).add(aside.getOrDefault(account, BigDecimal.ZERO));
          }

          @Override
          public BigDecimal settled(BudgetAccount account) {
            return ledger.settled(account);
          }

          @Override
          public BigDecimal stuck(BudgetAccount account) {
            return ledger.stuck(account, now);
          }
        });
  }

  /** Keeps room for a request until then, or until it is taken back. */
  public void promise(String requestId, Ruling.Go leave, Instant until) {
    boolean unused = unpromise(requestId);
    promises.put(requestId, new Promise(leave.bound(), leave.claims(), until));
    setAside(leave.claims(), leave.bound());
  }

  /** Takes a promise back, and says whether there was one. */
  public boolean unpromise(String requestId) {
    Promise promise = promises.remove(requestId);
    if (promise == null) {
      return false;
    }
    setAside(promise.claims(), promise.amount().negate());
    return true;
  }

  /** Takes all promises back that were not made use of in time. */
  public void forgetPromises(Instant now) {
    Iterator<Promise> all = promises.values().iterator();
    while (all.hasNext()) {
      Promise one = all.next();
      if (!now.isBefore(one.until())) {
        all.remove();
        setAside(one.claims(), one.amount().negate());
      }
    }
  }

  /** A reservation is asked for: until it is heard of, its room is taken. */
  public void ask(BudgetReservation reservation) {
    asked.put(reservation.getId(), reservation);
    setAside(reservation.getClaims(), reservation.getAmount());
  }

  /** A reservation could not be asked for. */
  public void withdraw(String id) {
    BudgetReservation reservation = asked.remove(id);
    if (reservation != null) {
      setAside(reservation.getClaims(), reservation.getAmount().negate());
    }
  }

  /**
   * The next record of the ledger.
   *
   * @param writtenAt when the brokers took it in
   * @return of a reservation, whether it is granted
   */
  public boolean apply(BudgetReservation entry, Instant writtenAt) {
    withdraw(entry.getId());
    return ledger.apply(entry, writtenAt);
  }

  /** The newest reservation of a request that is not settled. */
  public Optional<BudgetReservation> openOf(String requestId) {
    return ledger.openOf(requestId);
  }

  private void setAside(List<BudgetClaim> claims, BigDecimal amount) {
    for (BudgetClaim claim : claims) {
      aside.merge(
          Ledger.account(claim),
          amount,
          (before, more) -> {
            BigDecimal sum = before.add(more);
            return sum.signum() == 0 ? null : sum;
          });
    }
  }
}
