package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyPaceTest {

  private static final long MILLI = 1_000_000;

  private final List<String> happened = new ArrayList<>();
  private long nanos = 5_000 * MILLI;

  @Test
  void rowsGoInFiveStepsASecond() throws Exception {
    SteadyPace pace = pace(10);

    rows(pace, 11);

    assertThat(happened)
        .containsExactly(
            "row", "row", "settle", "200 ms", "row", "row", "settle", "200 ms", "row", "row",
            "settle", "200 ms", "row", "row", "settle", "200 ms", "row", "row", "settle", "chore",
            "200 ms", "row");
  }

  @Test
  void whatTookLongIsMadeUpFor() throws Exception {
    SteadyPace pace = pace(10);
    rows(pace, 2);
    happened.clear();

    nanos += 350 * MILLI;
    rows(pace, 3);

    assertThat(happened).containsExactly("settle", "row", "row", "settle", "50 ms", "row");
  }

  @Test
  void fewRowsASecondGoOneByOne() throws Exception {
    rows(pace(2), 3);

    assertThat(happened)
        .containsExactly("row", "settle", "500 ms", "row", "settle", "chore", "500 ms", "row");
  }

  @Test
  void aPaceThatIsNoDivisorOfFiveHasItsChoreEverySecond() throws Exception {
    rows(pace(13), 27);

    assertThat(happened).filteredOn("chore"::equals).hasSize(2);
  }

  @Test
  void atLeastOneRowASecondIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pace(0))
        .withMessage("at least one row a second is needed, not 0");
  }

  private SteadyPace pace(int perSecond) {
    return new SteadyPace(
        perSecond,
        () -> happened.add("chore"),
        time -> {
          happened.add(time.toMillis() + " ms");
          nanos += time.toNanos();
        },
        () -> nanos);
  }

  private void rows(SteadyPace pace, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      pace.next(() -> happened.add("settle"));
      happened.add("row");
    }
  }
}
