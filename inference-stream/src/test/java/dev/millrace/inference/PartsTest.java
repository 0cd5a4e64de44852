package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {

  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  @Test
  void closesTheLastOneFirst() {
    open("a");
    open("b");

    parts.close();

    assertThat(closed).containsExactly("b", "a");
  }

  @Test
  void closesTheOthersWhereOneCannotBe() {
    open("a");
    AutoCloseable stuck =
        () -> {
          throw new IllegalStateException("stuck");
        };
    parts.add(stuck);

    parts.close();

    assertThat(closed).containsExactly("a");
  }

  @Test
  void closesEachOnce() {
    open("a");

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("a");
  }

  private void open(String name) {
    AutoCloseable part = () -> closed.add(name);
    parts.add(part);
  }
}
