package dev.millrace.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.testing.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes of a block are read as they were written, or refused. */
class DayBlockFuzzTest {

  @Test
  void readsABlockOrRefusesIt() {
    byte[] empty = new DayBlock(0, List.of()).bytes();
    byte[] two =
        new DayBlock(
                20_000,
                List.of(
                    new DayStore.Entry(new byte[] {1, 2, 3}, new byte[] {4}),
                    new DayStore.Entry(new byte[300], new byte[0])))
            .bytes();

    Fuzz.ofBytes("day block", List.of(empty, two))
        .holds(
            input -> {
              DayBlock block;
              try {
                block = DayBlock.of(input);
              } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(?s).+");
                return;
              }
              DayBlock again = DayBlock.of(block.bytes());
              assertThat(again.oldestDay()).isEqualTo(block.oldestDay());
              assertThat(again.bytes()).isEqualTo(block.bytes());
            });
  }
}
