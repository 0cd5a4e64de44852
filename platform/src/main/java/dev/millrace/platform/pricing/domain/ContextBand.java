package dev.millrace.platform.pricing.domain;

import dev.millrace.record.TokenUsage;
import java.util.Optional;

/**
 * How long the context of a call is, as far as it makes a difference to its price: some models
 * charge all tokens of a call more beyond one of these lengths.
 *
 * <p>The bands are the same for every model and every edition of the book, so that sums of tokens
 * can be kept by band and priced later. A price that begins above one of them holds for all beyond
 * it, up to the next that the model has.
 *
 * <p><i>Units</i>: tokens read, with and without caches; what the model writes does not count.
 */
public enum ContextBand {
  /** Every call that is in no other band. */
  SHORT(0),
  /** More than 128,000 tokens. */
  ABOVE_128K(128_000),
  /** More than 200,000 tokens. */
  ABOVE_200K(200_000),
  /** More than 272,000 tokens. */
  ABOVE_272K(272_000);

  private final long above;

  ContextBand(long above) {
    this.above = above;
  }

  /** Calls with more tokens than this are in the band, or in a later one. */
  public long above() {
    return above;
  }

  /** The next band of shorter contexts; nothing below the first. */
  public Optional<ContextBand> shorter() {
    Optional<ContextBand> last = Optional.empty();
    for (ContextBand band : values()) {
      if (band == this) {
        return last;
      }
      last = Optional.of(band);
    }
    throw new AssertionError(this);
  }

  /** The band of a call. */
  public static ContextBand of(TokenUsage usage) {
    long context = 0;
    for (TokenKind kind : TokenKind.values()) {
      context += kind == TokenKind.OUTPUT ? 0 : kind.tokens(usage);
    }
    ContextBand band = SHORT;
    for (ContextBand next : values()) {
      band = context > next.above ? next : band;
    }
    return band;
  }

  /** The band that begins there; nothing where none does. */
  public static Optional<ContextBand> above(long tokens) {
    for (ContextBand band : values()) {
      if (band.above == tokens) {
        return Optional.of(band);
      }
    }
    return Optional.empty();
  }
}
