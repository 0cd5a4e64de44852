package dev.millrace.benchmarks.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepetitionTest {

  private static final Path NOWHERE = Path.of("unused");

  private final List<Integer> told = new ArrayList<>();

  @Test
  void givesMediansAndTheirRatioInTheFormThatProgramsRead() throws Exception {
    Doubles benchmark = new Doubles(10, 20, 12, 36, 11, 22);

    Figure figure = repetition(3).of(benchmark, NOWHERE);

    assertThat(figure.json())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"name":"test.speed","value":22.0,"unit":"us","baseline":11.0,"ratio":2.0,
                     "better":"smaller","noise":0.08,"description":"What is given.","baselineDescription":"Something given.",
                     "machine":"a machine",
                     "runs":[
                       {"value":20.0,"baseline":10.0,"ratio":2.0,
                        "context":{"events/s":3.5},"baselineContext":{"events/s":7.0}},
                       {"value":36.0,"baseline":12.0,"ratio":3.0,
                        "context":{"events/s":3.5},"baselineContext":{"events/s":7.0}},
                       {"value":22.0,"baseline":11.0,"ratio":2.0,
                        "context":{"events/s":3.5},"baselineContext":{"events/s":7.0}}]}
                    """));
    assertThat(told).containsExactly(1, 2, 3);
    assertThat(benchmark.isClosed()).isTrue();
  }

  @Test
  void readsWhatItHasWritten() throws Exception {
    Figure figure = repetition(2).of(new Doubles(10, 20, 12, 36), NOWHERE);

    assertThat(Figure.from(figure.json())).isEqualTo(figure);
  }

  @Test
  void hasNoFigureWhereARunDoesNotDoItsWork() {
    Doubles benchmark = new Doubles(10, 20);

    assertThatThrownBy(() -> repetition(2).of(benchmark, NOWHERE))
        .hasMessageContaining("nothing was done");
    assertThat(benchmark.isClosed()).isTrue();
  }

  @Test
  void takesNoReadingThatIsNoNumberOrNegative() {
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Doubles(1, wrong)).hasMessageContaining("not negative");
    }
  }

  @Test
  void takesNoBaselineOfNothing() {
    assertThatThrownBy(() -> new Doubles(0, 1)).hasMessageContaining("baseline");
    assertThatCode(() -> new Doubles(1, 0)).doesNotThrowAnyException();
  }

  @Test
  void runsAtLeastOnce() {
    assertThatThrownBy(() -> repetition(0)).hasMessageContaining("at least 1");
  }

  private Repetition repetition(int times) {
    return new Repetition(times, "a machine", (run, found) -> told.add(run));
  }
}
