package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.client.TenantStanding;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.SampleRecords;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ErasureTextTest {

  private static final String BEWARE = "beware: nothing was ever set for a tenant of this name";

  @Test
  void asksWhetherANameThatNobodyKnowsIsSpelledRight() {
    assertThat(text(Optional.empty()).lines(false)).anyMatch(line -> line.startsWith(BEWARE));
  }

  @Test
  void asksNothingOfATenantThatIsKnownOrErasedNow() {
    TenantLimits limits = new SampleRecords(new SplittableRandom(1)).next(Topics.TENANT_LIMITS);

    assertThat(text(Optional.of(limits)).lines(false)).noneMatch(line -> line.startsWith(BEWARE));
    assertThat(text(Optional.empty()).lines(true)).noneMatch(line -> line.startsWith(BEWARE));
  }

  private static ErasureText text(Optional<TenantLimits> limits) {
    return new ErasureText(
        new TenantStanding("acme", List.of(), limits, List.of(), Optional.empty(), 1),
        Instant.EPOCH,
        Map.of());
  }
}
