package dev.millrace.inference.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {

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
