package dev.millrace.local.domain;

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
import org.jspecify.annotations.Nullable;

/** Matches the attempts of the ledger with the calls of the meter, to the last digit. */
final class Settlement {

  private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(12);

  private final Pricing pricing;
  private final Violations violations;

  private long ledgerCalls;
  private long meterCalls;
  private long openCalls;
  private long unheardCalls;
  private long lostCalls;
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

  /** Settles a request that has ended. */
  void settle(String requestId, List<Attempt> attempts, List<MeteredCall> calls) {
    Map<String, MeteredCall> byId = new HashMap<>();
    calls.forEach(call -> byId.put(call.id(), call));
    Set<Integer> unheard = new HashSet<>();
    for (Attempt attempt : attempts) {
      @Nullable MeteredCall call =
          attempt.getEndpointRequestId() == null
              ? null
              : byId.remove(attempt.getEndpointRequestId());
      if (attempt.getEndpointRequestId() == null) {
        unheard.add(attempt.getNumber());
      } else if (call == null) {
        answeredButNotMetered(requestId, attempt);
      } else {
        match(requestId, attempt, call);
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
        lostCalls++;
        lostMoney = lostMoney.add(cost);
      }
    }
  }

  /** Takes the calls of a request that has not ended. */
  void open(List<MeteredCall> calls) {
    for (MeteredCall call : calls) {
      meterCalls++;
      openCalls++;
      BigDecimal cost = cost(call, call.at());
      meterMoney = meterMoney.add(cost);
      openMoney = openMoney.add(cost);
    }
  }

  Balance.Calls calls(long lostLimit, long others) {
    return new Balance.Calls(
        ledgerCalls, meterCalls, openCalls, unheardCalls, lostCalls, lostLimit, others);
  }

  Balance.Money money() {
    return new Balance.Money(ledgerMoney, meterMoney, openMoney, unheardMoney, lostMoney, unpriced);
  }

  private void match(String requestId, Attempt attempt, MeteredCall call) {
    ledgerCalls++;
    meterCalls++;
    BigDecimal metered = cost(call, attempt.getStartedAt());
    BigDecimal booked = Optional.ofNullable(attempt.getCost()).orElse(NOTHING);
    meterMoney = meterMoney.add(metered);
    ledgerMoney = ledgerMoney.add(booked);
    if (!call.usage().equals(Optional.ofNullable(attempt.getUsage()))) {
      violations.add(
          what(requestId, attempt)
              + " is booked with "
              + tokens(Optional.ofNullable(attempt.getUsage()))
              + ", the meter says "
              + tokens(call.usage()));
    } else if (booked.compareTo(metered) != 0) {
      violations.add(
          what(requestId, attempt)
              + " is booked with "
              + booked.toPlainString()
              + " USD, the price book says "
              + metered.toPlainString());
    }
  }

  /** An error that was turned away at the door costs nothing and need not be in the meter. */
  private void answeredButNotMetered(String requestId, Attempt attempt) {
    if (attempt.getUsage() != null) {
      ledgerCalls++;
      ledgerMoney = ledgerMoney.add(Optional.ofNullable(attempt.getCost()).orElse(NOTHING));
      violations.add(what(requestId, attempt) + " is booked but not in the endpoint's meter");
    }
  }

  private BigDecimal cost(MeteredCall call, Instant at) {
    if (call.usage().isEmpty()) {
      return NOTHING;
    }
    Optional<BigDecimal> cost = pricing.cost(call.modelId(), at, call.usage().get());
    if (cost.isEmpty()) {
      unpriced++;
    }
    return cost.orElse(NOTHING);
  }

  private static String what(String requestId, Attempt attempt) {
    return "attempt " + attempt.getNumber() + " of request " + requestId;
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
