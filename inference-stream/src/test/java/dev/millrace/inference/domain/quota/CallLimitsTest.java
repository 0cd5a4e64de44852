package dev.millrace.inference.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CallLimitsTest {

  @Test
  void sparesAQuarterForWhatNobodyWaitsForAndNeverLessThanOne() {
    CallLimits limits = new CallLimits(64, Map.of());

    assertThat(limits.spareAtOnce()).isEqualTo(16);
    assertThat(limits.allAtOnce()).isEqualTo(80);
    assertThat(new CallLimits(3, Map.of()).spareAtOnce()).isEqualTo(1);
    assertThat(new CallLimits(3, Map.of()).allAtOnce()).isEqualTo(4);
  }

  @Test
  void sharesQuotasAndNotTheCallsOfAnInstance() {
    CallLimits limits = new CallLimits(8, Map.of("m", new QuotaLimits(100, 10)));

    assertThat(limits.share(5)).isEqualTo(new CallLimits(8, Map.of("m", new QuotaLimits(20, 2))));
  }
}
