package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.domain.Milestone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoReportTest {

  private static final Duration LONGEST = Duration.ofSeconds(155);

  @Test
  void saysHowFarAStoryCameThatDidNotEnd() {
    List<Milestone> milestones =
        List.of(
            new Milestone("changed", Instant.EPOCH, "other words"),
            new Milestone("evaluating", Instant.EPOCH.plusSeconds(90), "against the champion"));

    assertThat(DemoReport.unfinished(milestones, LONGEST))
        .contains("as far as \"evaluating\"", "155 s", "run the demo again");
    assertThat(DemoReport.unfinished(List.of(), LONGEST)).contains("as far as \"its beginning\"");
  }
}
