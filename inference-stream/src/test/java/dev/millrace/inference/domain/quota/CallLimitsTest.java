package dev.millrace.inference.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallLimitsTest {

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "15, 0, 3", "16, 1, 4", "64, 1, 16", "127, 1, 31", "1000, 15, 250"})
  void addsPlacesForNewcomersAndForWhatNobodyWaitsFor(int callsAtOnce, int newcomers, int spare) {
    CallLimits limits = new CallLimits(callsAtOnce, Map.of());

    assertThat(limits.newcomersAtOnce()).isEqualTo(newcomers);
    assertThat(limits.spareAtOnce()).isEqualTo(spare);
    assertThat(limits.requestsAtOnce()).isEqualTo(callsAtOnce + newcomers);
    assertThat(limits.allAtOnce()).isEqualTo(callsAtOnce + newcomers + spare);
  }

  @Test
  void sharesQuotasAndNotTheCallsOfAnInstance() {
    CallLimits limits = new CallLimits(8, Map.of("m", new QuotaLimits(100, 10)));

    assertThat(limits.share(5)).isEqualTo(new CallLimits(8, Map.of("m", new QuotaLimits(20, 2))));
  }
}
