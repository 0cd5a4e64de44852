package dev.millrace.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cost.domain.Portion;
import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.cost.domain.Use;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.record.Lane;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BookRatesTest {

  private static final Tokens THOUSAND = new Tokens(1_000, 0, 0, 0, 0);

  private final BookRates rates = new BookRates(PriceBook::starter);

  @Test
  void chargesByTheTierThatServed() {
    assertThat(cost(Optional.of("default"), THOUSAND)).contains(new BigDecimal("0.000035000000"));
    assertThat(cost(Optional.empty(), THOUSAND)).contains(new BigDecimal("0.000035000000"));
    assertThat(cost(Optional.of("batch"), THOUSAND)).contains(new BigDecimal("0.000017500000"));
    assertThat(cost(Optional.of("reserved"), THOUSAND)).as("no price by token").isEmpty();
  }

  @Test
  void hasNoPriceForAModelThatIsNotInTheBook() {
    Series unknown =
        new Series("acme", "letters", Terminals.UNPRICED, 1, Optional.empty(), Lane.BULK);

    assertThat(rates.cost(unknown, Terminals.NOON.toEpochMilli(), portion(THOUSAND), THOUSAND))
        .isEmpty();
    assertThat(
            rates.cost(unknown, Terminals.NOON.toEpochMilli(), portion(Tokens.NONE), Tokens.NONE))
        .as("not even for nothing")
        .isEmpty();
  }

  @Test
  void numbersEveryBand() {
    Set<Integer> bands = new HashSet<>();
    for (ContextBand band : ContextBand.values()) {
      bands.add(rates.band(Terminals.NOVA, new Tokens(band.above() + 1, 9, 0, 0, 0)));
    }

    assertThat(bands).hasSameSizeAs(ContextBand.values()).doesNotContain(-1);
    assertThat(rates.band(Terminals.NOVA, new Tokens(1, 0, 128_000, 0, 0))).isEqualTo(1);
  }

  private Optional<BigDecimal> cost(Optional<String> tier, Tokens tokens) {
    Series series = new Series("acme", "letters", Terminals.NOVA, 1, tier, Lane.BULK);
    return rates.cost(series, Terminals.NOON.toEpochMilli(), portion(tokens), tokens);
  }

  private static Portion portion(Tokens tokens) {
    return Portion.of(Use.USEFUL, Knowledge.REPORTED, 0, tokens);
  }
}
