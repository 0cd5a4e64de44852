package dev.millrace.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DayBlockTest {

  @Test
  void readsAsItWasWritten() {
    DayBlock block =
        new DayBlock(
            20_000,
            List.of(
                new DayStore.Entry(new byte[] {1, 2, 3}, new byte[] {4}),
                new DayStore.Entry(new byte[300], new byte[0])));

    DayBlock read = DayBlock.of(block.bytes());

    assertThat(read.oldestDay()).isEqualTo(20_000);
    assertThat(read.entries()).hasSize(2);
    assertThat(read.entries().get(0).key()).containsExactly(1, 2, 3);
    assertThat(read.entries().get(0).value()).containsExactly(4);
    assertThat(read.entries().get(1).key()).hasSize(300);
    assertThat(read.entries().get(1).value()).isEmpty();
  }

  @Test
  void keysSortByTheirDays() {
    assertThat(Arrays.compareUnsigned(day(255), day(256))).isNegative();
    assertThat(Arrays.compareUnsigned(day(0), day(20_000))).isNegative();
  }

  @Test
  void refusesBytesOfSomethingElse() {
    assertThatThrownBy(() -> DayBlock.of(new byte[] {9}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("form 9");
    byte[] whole = new DayBlock(1, List.of(new DayStore.Entry(new byte[9], new byte[9]))).bytes();
    assertThatThrownBy(() -> DayBlock.of(Arrays.copyOf(whole, whole.length - 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the middle of an entry");
    assertThatThrownBy(() -> DayBlock.of(new byte[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the middle of an entry");
    assertThatThrownBy(() -> DayBlock.of(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 bytes are left");
  }

  private static byte[] day(int day) {
    return DayBlocks.key(day, 0).array();
  }
}
