package dev.millrace.local.domain;

import dev.millrace.record.Outcome;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What {@link Reconciliation} found.
 *
 * @param total over all accounts
 * @param accounts by tenant and pipeline, in the order of their names
 * @param duplicates terminal records beyond the first of their request
 * @param calls the ledger's calls against the meter's
 * @param money the ledger's money against the meter's
 * @param shadows what of the ledger was spent to see what candidates say
 * @param offline what of it replays, evaluations and judges took, which no tenant's budget counts
 * @param violations what does not hold, one sentence each; empty where everything holds
 */
public record Balance(
    Account total,
    List<Account> accounts,
    long duplicates,
    Calls calls,
    Money money,
    Part shadows,
    Part offline,
    List<String> violations) {

  public Balance {
    accounts =
        accounts.stream()
            .sorted(Comparator.comparing(Account::tenant).thenComparing(Account::pipeline))
            .toList();
    violations = List.copyOf(violations);
  }

  /** No invariant is broken. */
  public boolean holds() {
    return violations.isEmpty();
  }

  /**
   * The conservation law of one tenant and pipeline: {@code accepted} is the sum of {@code
   * predictions}, {@code deadLetters} and {@code inFlight}.
   *
   * @param tenant empty for the total and for records that nobody can read
   * @param pipeline empty for the total and for records that nobody can read
   * @param accepted different events in raw-events
   * @param repeats events in raw-events whose id was there before
   * @param predictions terminal records by outcome, every outcome present
   * @param deadLetters events that ingestion set aside
   * @param inFlight events whose end is not known yet
   */
  public record Account(
      String tenant,
      String pipeline,
      long accepted,
      long repeats,
      Map<Outcome, Long> predictions,
      long deadLetters,
      long inFlight) {

    public Account {
      predictions = Map.copyOf(predictions);
    }
  }

  /**
   * Calls, counted twice over.
   *
   * @param ledger calls in predictions and shadow-predictions that the endpoint answered; one that
   *     several requests shared is one call
   * @param meter calls for requests of this factory that the endpoint says it answered
   * @param open in the meter, and their request has no terminal record yet, or their shadow may
   *     still have its own
   * @param unheard in the meter, and the ledger has their very attempt without a reply, or with a
   *     stream that broke off and an estimate of what it took
   * @param lost in the meter alone: their answer died with a process
   * @param lostLimit how many may be lost, from the unclean stops so far
   * @param others in the meter, made by other clients of the endpoint; in no other number
   */
  public record Calls(
      long ledger, long meter, long open, long unheard, long lost, long lostLimit, long others) {

    /** These and those of shadows, which have no limit of their own. */
    Calls and(Calls shadows) {
      return new Calls(
          ledger + shadows.ledger,
          meter + shadows.meter,
          open + shadows.open,
          unheard + shadows.unheard,
          lost + shadows.lost,
          lostLimit,
          others);
    }
  }

  /**
   * A part of the ledger.
   *
   * @param calls of the ledger's calls
   * @param money of the ledger's money
   */
  public record Part(long calls, BigDecimal money) {}

  /**
   * Money in US dollars; {@code meter} is the sum of the others.
   *
   * @param ledger cost of all attempts in predictions and shadow-predictions, but for estimates
   * @param meter cost of the meter's calls by the price book
   * @param open cost of the open calls, and shares of calls whose request has not ended
   * @param unheard cost of the calls whose reply was not heard, or not to its end
   * @param lost cost of the lost calls, and shares of calls that died with a process
   * @param unpriced calls with tokens but without a price; in no sum
   */
  public record Money(
      BigDecimal ledger,
      BigDecimal meter,
      BigDecimal open,
      BigDecimal unheard,
      BigDecimal lost,
      long unpriced) {

    /** This and that of shadows. */
    Money and(Money shadows) {
      return new Money(
          ledger.add(shadows.ledger),
          meter.add(shadows.meter),
          open.add(shadows.open),
          unheard.add(shadows.unheard),
          lost.add(shadows.lost),
          unpriced + shadows.unpriced);
    }
  }
}
