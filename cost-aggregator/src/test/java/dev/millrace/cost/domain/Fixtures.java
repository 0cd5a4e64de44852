package dev.millrace.cost.domain;

import dev.millrace.cost.domain.Charge.Kind;
import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.record.Lane;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Words of the tests. */
final class Fixtures {

  static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  static final String NOVA = "amazon.nova-micro-v1:0";
  static final Series SERIES =
      new Series("acme", "letters", NOVA, 3, Optional.of("default"), Lane.INTERACTIVE);

  private Fixtures() {}

  /** Input costs 2 and output 10 millionths of a dollar; there is no price for caches. */
  static Rates rates() {
    return new FixedRates();
  }

  static ChargedCall call(int number, Instant at, Tokens tokens) {
    return call(number, at, tokens, Use.USEFUL);
  }

  static ChargedCall call(int number, Instant at, Tokens tokens, Use use) {
    return new ChargedCall(
        number,
        NOVA,
        3,
        Optional.of("default"),
        at.toEpochMilli(),
        Optional.of("call-" + number),
        Portion.of(use, Knowledge.REPORTED, 0, tokens),
        tokens,
        false);
  }

  static Charge charge(ChargedCall... calls) {
    return new Charge(
        new Charge.Subject(Kind.REQUEST, "r-1", "acme", "letters", Lane.INTERACTIVE),
        NOON.toEpochMilli(),
        List.of(calls));
  }

  private record FixedRates() implements Rates {

    @Override
    public int band(String modelId, Tokens tokens) {
      return 0;
    }

    @Override
    public Optional<BigDecimal> cost(Series series, long atMillis, Portion portion, Tokens tokens) {
      if (!series.modelId().equals(NOVA) || tokens.cacheRead() > 0) {
        return Optional.empty();
      }
      return Optional.of(
          BigDecimal.valueOf(2 * tokens.input() + 10 * tokens.output(), 6).setScale(12));
    }

    @Override
    public long version() {
      return 1;
    }
  }

  /** Those of one call. */
  static WindowSums sums(ChargedCall call) {
    OpenSums open = new OpenSums();
    open.add(call);
    return open.sums();
  }
}
