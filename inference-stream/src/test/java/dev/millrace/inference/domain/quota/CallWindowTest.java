package dev.millrace.inference.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallWindowTest {

  private static final long SECOND = 1_000_000_000L;

  private final CallWindow window = new CallWindow(100);

  @Test
  void letsThroughAsManyAsItIsLarge() {
    for (int i = 0; i < 100; i++) {
      assertThat(window.isOpen()).isTrue();
      window.begin();
    }

    assertThat(window.isOpen()).isFalse();
    window.end();
    assertThat(window.isOpen()).isTrue();
  }

  @Test
  void shrinksOnceForAllThatIsThrottledTogether() {
    begin(50);

    for (int i = 0; i < 50; i++) {
      window.throttled(i);
    }

    assertThat(window.size()).isEqualTo(70);
    begin(69);
    assertThat(window.isOpen()).as("none of the others is under way").isTrue();
  }

  @Test
  void shrinksAgainWhereThrottlingGoesOnButNotToNothing() {
    for (int i = 0; i < 100; i++) {
      begin(1);
      window.throttled(i * SECOND);
    }

    assertThat(window.size()).isEqualTo(1);
    assertThat(window.isOpen()).isTrue();
  }

  /** Whatever the clock says: nanoseconds have no beginning. */
  @Test
  void shrinksAgainASecondAfterItShrankAndNoSooner() {
    for (long beginning : new long[] {0, -40 * SECOND, 7_000 * SECOND}) {
      CallWindow one = new CallWindow(100);
      for (int i = 0; i < 4; i++) {
        one.begin();
      }
      assertThat(one.underWay()).isEqualTo(4);

      one.throttled(beginning);
      assertThat(one.size()).isEqualTo(70);
      one.throttled(beginning + SECOND - 1);
      assertThat(one.size()).isEqualTo(70);
      one.throttled(beginning + SECOND);
      assertThat(one.size()).isEqualTo(49);
      assertThat(one.underWay()).isEqualTo(1);
      assertThat(one.isCalm(beginning + 11 * SECOND - 1)).isFalse();
      assertThat(one.isCalm(beginning + 11 * SECOND)).isTrue();
    }
  }

  @Test
  void isCalmWhereNothingWasThrottledLately() {
    assertThat(window.isCalm(0)).isTrue();
    begin(2);
    window.throttled(0);
    window.throttled(SECOND / 2);

    assertThat(window.isCalm(10 * SECOND)).isFalse();
    assertThat(window.isCalm(10 * SECOND + SECOND / 2)).isTrue();
  }

  @Test
  void keepsItsSizeWhereWhatIsNoneOfItsOwnIsThrottled() {
    window.spareThrottled(0);

    assertThat(window.isCalm(SECOND)).isFalse();
    assertThat(window.size()).isEqualTo(100);
  }

  @Test
  void growsByOneForAWindowfulOfAnswers() {
    begin(1);
    window.throttled(0);
    for (int i = 0; i < 71; i++) {
      begin(1);
      window.end();
    }

    assertThat(window.size()).isEqualTo(71);
  }

  @Test
  void neverGrowsBeyondItsMost() {
    for (int i = 0; i < 10_000; i++) {
      begin(1);
      window.end();
    }

    assertThat(window.size()).isEqualTo(100);
  }

  private void begin(int calls) {
    for (int i = 0; i < calls; i++) {
      window.begin();
    }
  }
}
