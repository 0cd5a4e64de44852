package dev.millrace.platform.pricing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TierTest {

  @Test
  void isTheOneThatServed() {
    assertThat(Tier.served(Optional.of("flex"), Tier.PRIORITY)).contains(Tier.FLEX);
    assertThat(Tier.served(Optional.of("default"), Tier.PRIORITY)).contains(Tier.STANDARD);
    assertThat(Tier.served(Optional.of("batch"), Tier.STANDARD)).contains(Tier.BATCH);
  }

  @Test
  void isTheRequestedOneWhereTheResponseNamesNone() {
    assertThat(Tier.served(Optional.empty(), Tier.PRIORITY)).contains(Tier.PRIORITY);
  }

  @Test
  void isNoneThatIsNotKnown() {
    assertThat(Tier.served(Optional.of("reserved"), Tier.STANDARD)).isEmpty();
    assertThat(Tier.served(Optional.of("Flex"), Tier.STANDARD)).isEmpty();
    assertThat(Tier.served(Optional.of(""), Tier.STANDARD)).isEmpty();
  }
}
