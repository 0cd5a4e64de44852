package dev.millrace.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OmissionsTest {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final List<String> lines = new ArrayList<>();
  private final Omissions omissions = new Omissions("samples", () -> now, lines::add);

  @Test
  void saysOneLineAMinute() {
    omissions.add("nothing was idle");
    omissions.add(2, "too many wait");
    assertThat(lines).hasSize(1);

    now = now.plus(Omissions.BETWEEN_LINES);
    omissions.add("of a defect");

    assertThat(omissions.count()).isEqualTo(4);
    assertThat(lines)
        .containsExactly(
            "left out, since the last such line: 1 samples, lately because nothing was idle",
            "left out, since the last such line: 3 samples, lately because of a defect");
  }

  @Test
  void saysTheRestWhenItIsClosed() {
    omissions.add("nothing was idle");
    omissions.add("too many wait");
    omissions.close();
    omissions.close();

    assertThat(lines)
        .hasSize(2)
        .last()
        .isEqualTo("left out, since the last such line: 1 samples, lately because too many wait");
  }
}
