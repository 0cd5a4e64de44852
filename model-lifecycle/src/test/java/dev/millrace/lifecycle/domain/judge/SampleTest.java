package dev.millrace.lifecycle.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  void hasItsShareOfTheRequests() {
    Sample sample = new Sample(0.05);

    long found = IntStream.range(0, 20_000).filter(i -> sample.has("request-" + i)).count();

    assertThat(found / 20_000.0).isCloseTo(0.05, within(0.006));
  }

  @Test
  void aLargerOneHasThoseOfASmallerOne() {
    assertThat(IntStream.range(0, 1_000).mapToObj(i -> "request-" + i))
        .filteredOn(new Sample(0.1)::has)
        .isNotEmpty()
        .allMatch(new Sample(0.2)::has)
        .allMatch(new Sample(1)::has);
    assertThat(IntStream.range(0, 1_000).mapToObj(i -> "r" + i)).allMatch(new Sample(1)::has);
  }

  @Test
  void isAShare() {
    for (double share : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new Sample(share)).hasMessageContaining("above 0 and up to 1");
    }
  }
}
