package dev.millrace.local.domain;

import dev.millrace.record.Attempt;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that several requests shared, as the ledger has it: each of them has a share of its tokens
 * and its price, and all shares together are the call.
 */
final class SharedBooking {

  private final List<Attempt> shares = new ArrayList<>();
  private @Nullable MeteredCall metered;

  void add(Attempt share) {
    shares.add(share);
  }

  void metered(MeteredCall call) {
    metered = call;
  }

  Optional<MeteredCall> metered() {
    return Optional.ofNullable(metered);
  }

  /** When the call began; the same in all shares. */
  Instant startedAt() {
    return shares.get(0).getStartedAt();
  }

  /** Shares that the call has in all, as those that are there say. */
  int expected() {
    return shares.get(0).getRecords();
  }

  /** Shares that are there. */
  int found() {
    return shares.size();
  }

  /**
   * Sum of the prices.
   *
   * @param price of a share
   */
  BigDecimal cost(Function<Attempt, BigDecimal> price) {
    return shares.stream().map(price).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Sum of the tokens; empty where no share has any. */
  Optional<TokenUsage> usage() {
    return shares.stream()
        .map(share -> Optional.ofNullable(share.getUsage()))
        .flatMap(Optional::stream)
        .reduce(SharedBooking::sum);
  }

  private static TokenUsage sum(TokenUsage one, TokenUsage other) {
    return new TokenUsage(
        one.getInputTokens() + other.getInputTokens(),
        one.getOutputTokens() + other.getOutputTokens(),
        one.getCacheReadTokens() + other.getCacheReadTokens(),
        one.getCacheWrite5mTokens() + other.getCacheWrite5mTokens(),
        one.getCacheWrite1hTokens() + other.getCacheWrite1hTokens());
  }
}
