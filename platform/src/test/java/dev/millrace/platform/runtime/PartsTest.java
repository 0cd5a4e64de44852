package dev.millrace.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {

  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts("the gateway");

  @Test
  void closesTheLastFirstAndEachOnce() {
    parts.add(() -> closed.add("first"));
    parts.add(() -> closed.add("second"));

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void goesOnWhereAPartCannotBeClosed() {
    IOException broken = new IOException("broken");
    IOException stuck = new IOException("stuck");
    parts.add(() -> closed.add("first"));
    parts.add(
        () -> {
          throw stuck;
        });
    parts.add(
        () -> {
          throw broken;
        });

    assertThatThrownBy(parts::close)
        .hasMessageContaining("the gateway")
        .hasCause(broken)
        .hasSuppressedException(stuck);
    assertThat(closed).containsExactly("first");
  }

  @Test
  void keepsTheReasonWhyTheWholeCannotBeOpened() {
    AutoCloseable stuck =
        () -> {
          throw new IllegalStateException("stuck");
        };
    parts.add(stuck);
    IllegalArgumentException reason = new IllegalArgumentException("the reason");

    assertThat(parts.closeBecauseOf(reason)).isSameAs(reason);
    assertThat(reason.getSuppressed()).hasSize(1);
  }
}
