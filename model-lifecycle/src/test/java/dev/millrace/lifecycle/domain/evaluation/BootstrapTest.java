package dev.millrace.lifecycle.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.lifecycle.domain.evaluation.GateTerms.Resampling;
import dev.millrace.lifecycle.domain.statistics.Bounds;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  /** Of a thousand draws, 25 are below the bounds and 25 above. */
  @Test
  void leavesOutTheSameShareAtBothEnds() {
    AtomicInteger draws = new AtomicInteger();

    Bounds bounds = new Bootstrap(Resampling.USUAL, 3).bounds(sample -> draws.getAndIncrement());

    assertThat(bounds).isEqualTo(new Bounds(1_000, 25, 974));
  }

  /** The mean of 400 zeros and ones is normal, with a standard error of 0.025. */
  @Test
  void drawsSamplesAsTheExamplesMightHaveBeen() {
    Bounds bounds =
        new Bootstrap(Resampling.USUAL, 400)
            .bounds(
                sample -> Arrays.stream(sample).map(index -> index % 2).average().orElseThrow());

    assertThat(bounds.value()).isEqualTo(0.5);
    assertThat(bounds.lower()).isCloseTo(0.451, within(0.01));
    assertThat(bounds.upper()).isCloseTo(0.549, within(0.01));
  }
}
