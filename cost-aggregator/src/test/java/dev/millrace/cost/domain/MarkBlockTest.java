package dev.millrace.cost.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkBlockTest {

  @Test
  void readsAsItWasWritten() {
    MarkBlock block =
        new MarkBlock(
            20_000,
            List.of(
                new MarkBlock.Entry(new byte[] {1, 2, 3}, new byte[] {4}),
                new MarkBlock.Entry(new byte[300], new byte[0])));

    MarkBlock read = MarkBlock.of(block.bytes());

    assertThat(read.oldestDay()).isEqualTo(20_000);
    assertThat(read.entries()).hasSize(2);
    assertThat(read.entries().get(0).key()).containsExactly(1, 2, 3);
    assertThat(read.entries().get(0).marks()).containsExactly(4);
    assertThat(read.entries().get(1).key()).hasSize(300);
    assertThat(read.entries().get(1).marks()).isEmpty();
  }

  @Test
  void keysSortByTheirDays() {
    assertThat(Arrays.compareUnsigned(MarkBlock.day(255), MarkBlock.day(256))).isNegative();
    assertThat(Arrays.compareUnsigned(MarkBlock.day(0), MarkBlock.day(20_000))).isNegative();
  }

  @Test
  void refusesBytesOfSomethingElse() {
    assertThatThrownBy(() -> MarkBlock.of(new byte[] {9}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("form 9");
  }
}
