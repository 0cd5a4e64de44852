package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.apart.RunLine.Counts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunLineTest {

  private static final List<String> FAULTS = List.of("broker killed", "gateway restarted");
  private static final Counts COUNTS = new Counts(300, 290, 10, 2, 1, 1, 1);

  @Test
  void isOneRowOfItsTable() {
    String row = line(Optional.empty()).row();

    assertThat(row)
        .isEqualTo(
            "| 17 | broker killed; gateway restarted | 300 | 290 | 10 | 2 | 1 | 1 | 1 | 3.1 s | 19.0 s |"
                + " hold |");
    assertThat(cells(row)).isEqualTo(cells(RunLine.HEAD.lines().findFirst().orElseThrow()));
  }

  @Test
  void staysOneRowWhateverWentWrong() {
    RunLine line = line(Optional.of("\n expected: 1 | 2\n but was: 3\n"));

    assertThat(line.holds()).isFalse();
    assertThat(line.row()).endsWith("| BROKEN: expected: 1 / 2 but was: 3 |").doesNotContain("\n");
    assertThat(cells(line.row())).isEqualTo(cells(line(Optional.empty()).row()));
  }

  @Test
  void countsWhatCameSince() {
    assertThat(new Counts(500, 480, 20, 2, 4, 3, 1).since(COUNTS))
        .isEqualTo(new Counts(200, 190, 10, 0, 3, 2, 0));
    assertThat(COUNTS.since(Counts.NONE)).isEqualTo(COUNTS);
  }

  private static RunLine line(Optional<String> broken) {
    return new RunLine(
        17, FAULTS, COUNTS, Duration.ofMillis(3_120), Duration.ofSeconds(19), broken);
  }

  private static long cells(String row) {
    return row.chars().filter(letter -> letter == '|').count();
  }
}
