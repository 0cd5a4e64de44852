package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.figure.Doubles;
import dev.millrace.benchmarks.figure.Figure;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FigureChartTest {

  @Test
  void drawsBarsAsLongAsTheMediansAndLinesAcrossTheRuns() {
    String chart = FigureChart.of(figure(run(10, 20), run(10, 40), run(20, 30)));

    // The largest run of all, 40, is 540 long and begins at 80.
    assertThat(chart)
        .contains("<rect class=\"ours\" x=\"80.0\" y=\"9.0\" width=\"405.0\"")
        .contains("<rect class=\"theirs\" x=\"80.0\" y=\"41.0\" width=\"135.0\"")
        .contains("<line class=\"spread\" x1=\"350.0\" x2=\"620.0\" y1=\"18.0\"")
        .contains("<line class=\"spread\" x1=\"215.0\" x2=\"350.0\" y1=\"50.0\"")
        .contains(
            "aria-label=\"value 30.00 (20.00 to 40.00), baseline 10.00 (10.00 to 20.00) us\"");
    assertThat(chart.split("<circle", -1)).hasSize(1 + 6);
  }

  @Test
  void drawsNothingOfNothing() {
    assertThat(FigureChart.of(figure(run(10, 0)))).contains("width=\"0.0\"", "0.00 (0.00 to 0.00)");
  }

  private static Figure figure(Run... runs) {
    return new Figure(new Doubles(), "a machine", List.of(runs));
  }

  private static Run run(double baseline, double value) {
    return new Run(new Reading(baseline, Map.of()), new Reading(value, Map.of()));
  }
}
