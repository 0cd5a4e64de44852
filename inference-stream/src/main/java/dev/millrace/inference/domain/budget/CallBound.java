package dev.millrace.inference.domain.budget;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.pack.PackedSize;
import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
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
   * US dollars; absent where the model has no price.
   *
   * @param sharing how the call may be shared; absent where the request has it for itself
   */
  public static Optional<BigDecimal> of(
      ModelCall call, Optional<Sharing> sharing, Pricing pricing, Instant at) {
    PackedSize size =
        sharing
            .map(terms -> PackedSize.of(call.input(), terms.form()))
            .orElseGet(() -> new PackedSize(call.input().bytes(), call.input().mostOutput()));
    return pricing.cost(
        call.route().modelId(),
        at,
        new TokenUsage(size.inputBytes() + FRAME_TOKENS, size.outputTokens(), 0L, 0L, 0L));
  }
}
