package dev.millrace.cost.domain;

import static dev.millrace.cost.domain.Fixtures.NOON;
import static dev.millrace.cost.domain.Fixtures.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cost.domain.Portion.Knowledge;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OpenSumsTest {

  private static final long SEED = 20_261_126;
  private static final List<Use> USES = List.of(Use.values());

  @Test
  void addsUpAsSumsThatAreMadeAnewDo() {
    Random random = new Random(SEED);
    OpenSums open = new OpenSums();
    WindowSums anew = WindowSums.EMPTY;
    for (int i = 0; i < 500; i++) {
      WindowSums more = sums(random);
      open.add(more);
      anew = anew.plus(more);

      assertThat(open.sums()).as("seed %d, step %d", SEED, i).isEqualTo(anew);
    }
  }

  @Test
  void addsCallsAndTheRequestsThatTheyEnd() {
    OpenSums open = new OpenSums();
    open.add(call(1, NOON, new Tokens(100, 10, 1, 2, 3)));
    open.add(call(2, NOON, new Tokens(200, 20, 4, 5, 6)));
    open.add(call(3, NOON, new Tokens(1, 1, 1, 1, 1)).ending());

    WindowSums sums = open.sums();
    assertThat(sums.requests()).isEqualTo(1);
    assertThat(sums.portions().values())
        .containsExactly(new Tally(3, new Tokens(301, 31, 6, 8, 10)));
  }

  @Test
  void goesOnFromSumsAndLeavesThemAsTheyAre() {
    WindowSums before = sums(new Random(SEED));
    OpenSums open = OpenSums.of(before);
    open.add(before);

    assertThat(open.sums()).isEqualTo(before.plus(before));
    assertThat(before).isEqualTo(sums(new Random(SEED)));
  }

  @Test
  void countsNothingPastWhatItCanHold() {
    OpenSums open = new OpenSums();
    open.add(call(1, NOON, new Tokens(Long.MAX_VALUE, 0, 0, 0, 0)));

    assertThatThrownBy(() -> open.add(call(2, NOON, new Tokens(1, 0, 0, 0, 0))))
        .isInstanceOf(ArithmeticException.class);
  }

  private static WindowSums sums(Random random) {
    TreeMap<Portion, Tally> portions = new TreeMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Tokens tokens =
          new Tokens(random.nextInt(3), random.nextInt(3), random.nextInt(3), 0, random.nextInt(9));
      Use use = USES.get(random.nextInt(USES.size()));
      portions.put(
          Portion.of(use, Knowledge.REPORTED, random.nextInt(2), tokens),
          new Tally(1 + random.nextInt(9), tokens));
    }
    return new WindowSums(random.nextInt(5), portions);
  }
}
