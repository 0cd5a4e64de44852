package dev.millrace.cost.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class SpentTest {

  private static final Spent BEFORE = spent("1.00", "0.40", 3);
  private static final Spent AFTER = spent("1.50", "0.10", 1);

  @Test
  void comesToTheNewestRevisionByWhatIsAdded() {
    Spent added = AFTER.minus(BEFORE);

    assertThat(added).isEqualTo(spent("0.50", "-0.30", -2));
    assertThat(BEFORE.plus(added)).isEqualTo(AFTER);
  }

  @Test
  void isNothingOnlyWhereNoPartOfItChangesAnything() {
    assertThat(AFTER.minus(AFTER).isNothing()).isTrue();
    assertThat(spent("0.01", "0", 0).isNothing()).isFalse();
    assertThat(spent("0", "-0.01", 0).isNothing()).isFalse();
    assertThat(spent("0", "0", -1).isNothing()).isFalse();
  }

  @Test
  void isReadAsItIsStored() {
    assertThat(AccountBytes.readSpent(AccountBytes.write(spent("12.000001", "-0.4", 3))))
        .isEqualTo(spent("12.000001", "-0.4", 3));
  }

  private static Spent spent(String total, String wasted, long unpricedCalls) {
    return new Spent(new BigDecimal(total), new BigDecimal(wasted), unpricedCalls);
  }
}
