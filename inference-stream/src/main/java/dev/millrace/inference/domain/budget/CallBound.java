package dev.millrace.inference.domain.budget;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.pack.PackedSize;
import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The most that a call can cost: no token of text is shorter than a byte, and no answer longer than
 * it may be. One that may be shared costs its request no more than if it were packed alone.
 */
public final class CallBound {

  /** What models put around instructions and messages: roles, beginnings and ends. */
  private static final long FRAME_TOKENS = 64;

  private CallBound() {}

  /**
   * US dollars, by the highest of the prices of all days on which it may begin; absent where the
   * model has no price on one of them.
   *
   * @param sharing how the call may be shared; absent where the request has it for itself
   * @param now when it is asked for
   * @param deadline when it begins at the latest
   */
  public static Optional<BigDecimal> of(
      ModelCall call, Optional<Sharing> sharing, Pricing pricing, Instant now, Instant deadline) {
    PackedSize size =
        sharing
            .map(terms -> PackedSize.of(call.input(), terms.form()))
            .orElseGet(() -> new PackedSize(call.input().bytes(), call.input().mostOutput()));
    TokenUsage most =
        new TokenUsage(size.inputBytes() + FRAME_TOKENS, size.outputTokens(), 0L, 0L, 0L);
    Optional<BigDecimal> bound = pricing.cost(call.route().modelId(), now, most);
    // Prices change with the day.
    Instant day = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    while (bound.isPresent() && day.isBefore(deadline)) {
      Optional<BigDecimal> then = pricing.cost(call.route().modelId(), day, most);
      bound = bound.flatMap(one -> then.map(one::max));
      day = day.plus(1, ChronoUnit.DAYS);
    }
    return bound;
  }
}
