package dev.millrace.local.domain;

import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.record.Attempt;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Matches the attempts of the ledger with the calls of the meter, to the last digit.
 *
 * <p><i>Shape</i>: told of all attempts first, because a call that requests shared is in the meter
 * once, under the name of the first of them; then each request is settled, or is open; then what
 * they shared.
 */
final class Settlement {

  private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(12);

  private final Pricing pricing;
  private final Violations violations;
  private final Map<String, SharedBooking> shared = new TreeMap<>();

  private long ledgerCalls;
  private long meterCalls;
  private long openCalls;
  private long unheardCalls;
  private long lostCalls;
  private long partlyLostCalls;
  private long unpriced;
  private BigDecimal ledgerMoney = NOTHING;
  private BigDecimal meterMoney = NOTHING;
  private BigDecimal openMoney = NOTHING;
  private BigDecimal unheardMoney = NOTHING;
  private BigDecimal lostMoney = NOTHING;

  Settlement(Pricing pricing, Violations violations) {
    this.pricing = pricing;
    this.violations = violations;
  }

  /** Notes which calls a request that has ended shared with others. */
  void share(List<Attempt> attempts) {
    for (Attempt attempt : attempts) {
      if (isShared(attempt)) {
        shared
            .computeIfAbsent(attempt.getEndpointRequestId(), id -> new SharedBooking())
            .add(attempt);
      }
    }
  }

  /**
   * Settles a request that has ended, or its shadow.
   *
   * @param whose calls they are, as a sentence names it
   */
  void settle(String whose, List<Attempt> attempts, List<MeteredCall> calls) {
    Map<String, MeteredCall> byId = new HashMap<>();
    alone(calls).forEach(call -> byId.put(call.id(), call));
    Set<Integer> unheard = new HashSet<>();
    for (Attempt attempt : attempts) {
      if (isShared(attempt)) {
        continue;
      }
      @Nullable MeteredCall call =
          attempt.getEndpointRequestId() == null
              ? null
              : byId.remove(attempt.getEndpointRequestId());
      if (attempt.getEndpointRequestId() == null) {
        unheard.add(attempt.getNumber());
      } else if (attempt.getUsageEstimated()) {
        Optional.ofNullable(call).ifPresent(this::brokeOff);
      } else if (call == null) {
        answeredButNotMetered(whose, attempt);
      } else {
        match(whose, attempt, call);
      }
    }
    for (MeteredCall call : byId.values()) {
      meterCalls++;
      BigDecimal cost = cost(call, call.at());
      meterMoney = meterMoney.add(cost);
      // Each attempt without a reply explains one call: the one that was made for it.
      if (call.attempt().isPresent() && unheard.remove(call.attempt().get())) {
        unheardCalls++;
        unheardMoney = unheardMoney.add(cost);
      } else {
        lost(cost);
      }
    }
  }

  private void lost(BigDecimal cost) {
    lostCalls++;
    lostMoney = lostMoney.add(cost);
  }

  /** Takes the calls of a request that has not ended. */
  void open(List<MeteredCall> calls) {
    for (MeteredCall call : alone(calls)) {
      meterCalls++;
      openCalls++;
      BigDecimal cost = cost(call, call.at());
      meterMoney = meterMoney.add(cost);
      openMoney = openMoney.add(cost);
    }
  }

  /**
   * Takes records of batch jobs that name no request and that no attempt names. Each may be that of
   * a request that still waits for its job; the answers of all others are lost.
   *
   * @param inFlight requests that may still wait for one
   */
  void nameless(List<MeteredCall> calls, long inFlight) {
    int waitedFor = (int) Math.min(inFlight, calls.size());
    open(calls.subList(0, waitedFor));
    for (MeteredCall call : calls.subList(waitedFor, calls.size())) {
      meterCalls++;
      BigDecimal cost = cost(call, call.at());
      meterMoney = meterMoney.add(cost);
      lost(cost);
    }
  }

  /**
   * Settles the calls that requests shared.
   *
   * @param inFlight requests that may still bring a share
   */
  void settleShared(long inFlight) {
    shared.forEach(
        (id, booking) -> {
          Optional<MeteredCall> call = booking.metered();
          if (call.isPresent()) {
            match(id, booking, call.get(), inFlight);
          } else if (booking.usage().isPresent()) {
            ledgerCalls++;
            ledgerMoney = ledgerMoney.add(booking.cost(this::booked));
            violations.add(what(id) + " is booked but not in the endpoint's meter");
          }
        });
  }

  /** Calls that lack shares of which nobody can say any more whose they are. */
  long partlyLost() {
    return partlyLostCalls;
  }

  Balance.Calls calls(long lostLimit, long others) {
    return new Balance.Calls(
        ledgerCalls, meterCalls, openCalls, unheardCalls, lostCalls, lostLimit, others);
  }

  /** What of the ledger was settled here. */
  Balance.Part ledger() {
    return new Balance.Part(ledgerCalls, ledgerMoney);
  }

  Balance.Money money() {
    return new Balance.Money(ledgerMoney, meterMoney, openMoney, unheardMoney, lostMoney, unpriced);
  }

  /** The ledger has an estimate, and what it took is known to the meter alone. */
  private void brokeOff(MeteredCall call) {
    BigDecimal cost = cost(call, call.at());
    meterCalls++;
    meterMoney = meterMoney.add(cost);
    unheardCalls++;
    unheardMoney = unheardMoney.add(cost);
  }

  private void match(String whose, Attempt attempt, MeteredCall call) {
    ledgerCalls++;
    meterCalls++;
    BigDecimal metered = cost(call, attempt.getStartedAt());
    BigDecimal booked = booked(attempt);
    meterMoney = meterMoney.add(metered);
    ledgerMoney = ledgerMoney.add(booked);
    if (!call.usage().equals(Optional.ofNullable(attempt.getUsage()))) {
      violations.add(
          what(whose, attempt)
              + " is booked with "
              + tokens(Optional.ofNullable(attempt.getUsage()))
              + ", the meter says "
              + tokens(call.usage()));
    } else if (booked.compareTo(metered) != 0) {
      violations.add(
          what(whose, attempt)
              + " is booked with "
              + booked.toPlainString()
              + " USD, the price book says "
              + metered.toPlainString());
    }
  }

  private void match(String id, SharedBooking booking, MeteredCall call, long inFlight) {
    ledgerCalls++;
    meterCalls++;
    BigDecimal metered = cost(call, booking.startedAt());
    BigDecimal booked = booking.cost(this::booked);
    meterMoney = meterMoney.add(metered);
    ledgerMoney = ledgerMoney.add(booked);
    BigDecimal missing = metered.subtract(booked);
    if (booking.found() > booking.expected()) {
      violations.add(
          what(id) + " has " + booking.found() + " shares, expected " + booking.expected());
    } else if (booking.found() == booking.expected() && !call.usage().equals(booking.usage())) {
      violations.add(
          what(id)
              + " is booked with "
              + tokens(booking.usage())
              + " in all shares, the meter says "
              + tokens(call.usage()));
    } else if (missing.signum() < 0
        || (booking.found() == booking.expected() && missing.signum() > 0)) {
      violations.add(
          what(id)
              + " is booked with "
              + booked.toPlainString()
              + " USD in all shares, the price book says "
              + metered.toPlainString());
    } else if (booking.found() < booking.expected() && inFlight > 0) {
      openMoney = openMoney.add(missing);
    } else if (booking.found() < booking.expected()) {
      partlyLostCalls++;
      lostMoney = lostMoney.add(missing);
    }
  }

  /** Of the meter's calls for a request, those that it did not share; the others are put aside. */
  private List<MeteredCall> alone(List<MeteredCall> calls) {
    return calls.stream()
        .filter(
            call -> {
              SharedBooking booking = shared.get(call.id());
              if (booking != null) {
                booking.metered(call);
              }
              return booking == null;
            })
        .toList();
  }

  private static boolean isShared(Attempt attempt) {
    return attempt.getRecords() > 1 && attempt.getEndpointRequestId() != null;
  }

  /** An error that was turned away at the door costs nothing and need not be in the meter. */
  private void answeredButNotMetered(String whose, Attempt attempt) {
    if (attempt.getUsage() != null) {
      ledgerCalls++;
      ledgerMoney = ledgerMoney.add(booked(attempt));
      violations.add(what(whose, attempt) + " is booked but not in the endpoint's meter");
    }
  }

  /** What an attempt costs: what had no price then, and has one by now, is rated anew. */
  private BigDecimal booked(Attempt attempt) {
    return Optional.ofNullable(attempt.getCost())
        .or(
            () ->
                Tier.served(Optional.ofNullable(attempt.getServiceTier()), Tier.STANDARD)
                    .flatMap(tier -> rated(attempt, tier)))
        .orElse(NOTHING);
  }

  private Optional<BigDecimal> rated(Attempt attempt, Tier tier) {
    return Optional.ofNullable(attempt.getUsage())
        .flatMap(usage -> pricing.cost(attempt.getModelId(), tier, attempt.getStartedAt(), usage));
  }

  private BigDecimal cost(MeteredCall call, Instant at) {
    if (call.usage().isEmpty()) {
      return NOTHING;
    }
    TokenUsage usage = call.usage().get();
    Optional<BigDecimal> cost =
        call.use() == MeteredCall.Use.SERVE_IN_BATCH
            ? pricing.batchCost(call.modelId(), at, usage)
            : pricing.cost(call.modelId(), at, usage);
    if (cost.isEmpty()) {
      unpriced++;
    }
    return cost.orElse(NOTHING);
  }

  private static String what(String id) {
    return "the shared call " + id;
  }

  private static String what(String whose, Attempt attempt) {
    return "attempt " + attempt.getNumber() + " of " + whose;
  }

  private static String tokens(Optional<TokenUsage> usage) {
    return usage
        .map(
            tokens ->
                tokens.getInputTokens()
                    + " input and "
                    + tokens.getOutputTokens()
                    + " output tokens")
        .orElse("no tokens");
  }
}
