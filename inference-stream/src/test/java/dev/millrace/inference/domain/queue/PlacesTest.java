package dev.millrace.inference.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {

  /** So many answers may be unwritten, however few places there are. */
  private static final int FEWEST = 16;

  @ParameterizedTest
  @CsvSource({"1, 0", "15, 0", "16, 1", "1000, 15"})
  void keepsAFewForThoseWhoHaveNone(int forAnybody, int kept) {
    Places places = new Places(forAnybody, kept);
    while (places.hasFreeFor("first")) {
      places.take("first");
    }
    assertThat(places.taken()).isEqualTo(forAnybody);

    int others = 0;
    while (places.hasFreeFor("other " + others)) {
      places.take("other " + others);
      others++;
    }

    assertThat(others).isEqualTo(kept);
    assertThat(places.hasFree()).isFalse();
  }

  @Test
  void givesATenantTheKeptOneOnce() {
    Places places = full(15);

    places.take("small");
    places.leave("first");

    assertThat(places.hasFree()).isTrue();
    assertThat(places.hasFreeFor("small")).isFalse();
    assertThat(places.hasFreeFor("first")).isFalse();
    assertThat(places.hasFreeFor("third")).isTrue();
  }

  @Test
  void hasNoneWhileAsManyAnswersAsPlacesAreUnwritten() {
    Places places = new Places(20, 1);
    for (int answer = 0; answer < 20; answer++) {
      places.answered(Places.shareOf(1));
    }
    assertThat(places.hasFreeFor("any")).isTrue();

    places.answered(Places.shareOf(1));

    assertThat(places.hasFree()).isFalse();
    assertThat(places.hasFreeFor("any")).isFalse();
    places.written(Places.shareOf(1));
    assertThat(places.hasFree()).isTrue();
    assertThat(places.hasFreeFor("any")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void countsThoseWhoShareACallAsOne(int requests) {
    Places places = new Places(1, 0);
    for (int call = 1; call < FEWEST; call++) {
      places.answered(Places.shareOf(1));
    }
    for (int request = 1; request < requests; request++) {
      places.answered(Places.shareOf(requests));
      assertThat(places.isWrittenEnough()).as("after %d of %d", request, requests).isTrue();
    }

    // What the division leaves over is less than another's part.
    places.answered(Places.shareOf(requests) + requests);

    assertThat(places.isWrittenEnough()).isFalse();
  }

  @Test
  void countsWhoSharesWithHundredThousandsAsLittleButNotAsNothing() {
    assertThat(Places.shareOf(1_000_000)).isEqualTo(1);
  }

  @Test
  void forgetsATenantWhoseLastCallHasEnded() {
    Places places = full(15);
    places.take("small");

    places.leave("small");

    assertThat(places.hasFreeFor("small")).isTrue();
    assertThat(places.taken()).isEqualTo(15);
  }

  @Test
  void countsTheCallsOfATenantDownToNone() {
    Places places = full(15);
    for (int call = 0; call < 15; call++) {
      places.leave("first");
    }
    assertThat(places.taken()).isZero();
    while (places.hasFreeFor("second")) {
      places.take("second");
    }

    assertThat(places.hasFreeFor("first")).as("it has none, and one is kept").isTrue();
    places.take("first");
    assertThat(places.hasFree()).isFalse();
  }

  /** As far as one tenant may fill it. */
  private static Places full(int forAnybody) {
    Places places = new Places(forAnybody, 1);
    while (places.hasFreeFor("first")) {
      places.take("first");
    }
    return places;
  }
}
