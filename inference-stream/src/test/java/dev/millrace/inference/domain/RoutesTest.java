package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutesTest {

  private static final int KEYS = 100_000;

  @Test
  void takesTheNewestChampion() {
    assertThat(
            Routes.of(
                List.of(
                    version(3, ModelState.CANDIDATE),
                    version(1, ModelState.CHAMPION),
                    version(2, ModelState.CHAMPION)),
                List.of(),
                "key"))
        .contains(new Routes(List.of(new ModelRoute("model-2", 2, Route.CHAMPION))));
  }

  @Test
  void findsNoneAmongThoseThatDoNotServe() {
    assertThat(Routes.of(List.of(version(1, ModelState.RETIRED)), List.of("other"), "key"))
        .isEmpty();
  }

  @Test
  void letsTheModelsOfTheSpecStandIn() {
    assertThat(
            Routes.of(
                    List.of(version(1, ModelState.CHAMPION)),
                    List.of("model-1", "second", "third"),
                    "key")
                .orElseThrow()
                .inOrder())
        .as("no model stands in for itself")
        .containsExactly(
            new ModelRoute("model-1", 1, Route.CHAMPION),
            new ModelRoute("second", 0, Route.FALLBACK),
            new ModelRoute("third", 0, Route.FALLBACK));
  }

  /** Of 100,000 keys a share of 5 % gets 5,000; four standard deviations are 276. */
  @Test
  void givesTheCanaryItsShareOfTheKeysAndAlwaysTheSame() {
    Set<String> first = canaryKeys(2);
    Set<String> again = canaryKeys(2);
    Set<String> ofTheNext = canaryKeys(3);

    assertThat(first).hasSizeBetween(4_724, 5_276).isEqualTo(again);
    ofTheNext.retainAll(first);
    assertThat(ofTheNext).as("5 % of 5 %").hasSizeBetween(180, 320);
  }

  @Test
  void letsTheChampionStandInForTheCanary() {
    String key = canaryKeys(2).iterator().next();

    assertThat(routes(2, key).inOrder())
        .extracting(ModelRoute::part)
        .containsExactly(Route.CANARY, Route.CHAMPION);
  }

  /** Of 10,000 keys a share of 10 % gets 1,000; five standard deviations are 150. */
  @Test
  void showsTheShadowItsShareOfTheKeysAndAlwaysTheSame() {
    long seed = new Random().nextLong();
    System.out.println("RoutesTest: seed " + seed);
    Random random = new Random(seed);
    List<ModelVersion> versions =
        List.of(
            version(1, ModelState.CHAMPION),
            version(2, ModelState.CANARY, 0.5),
            version(3, ModelState.CANDIDATE, 0.1));
    int shown = 0;
    int shownOfTheCanary = 0;
    for (int i = 0; i < 10_000; i++) {
      String key = "customer " + random.nextLong();
      Routes routes = Routes.of(versions, List.of(), key).orElseThrow();
      assertThat(Routes.of(versions, List.of(), key)).contains(routes);
      if (routes.shadow().isPresent()) {
        shown++;
        shownOfTheCanary += routes.inOrder().get(0).part() == Route.CANARY ? 1 : 0;
      }
    }

    assertThat(shown).isBetween(850, 1_150);
    assertThat(shownOfTheCanary)
        .as("as many of the canary's keys as of the others")
        .isBetween(shown / 2 - 80, shown / 2 + 80);
  }

  @Test
  void drawsTheShadowsKeysApartFromThoseOfTheCanaryThatItBecomes() {
    int both = 0;
    for (int i = 0; i < 10_000; i++) {
      String key = "key " + i;
      boolean shown = routes(version(2, ModelState.CANDIDATE, 0.1), key).shadow().isPresent();
      boolean served =
          routes(version(2, ModelState.CANARY, 0.1), key).inOrder().get(0).part() == Route.CANARY;
      both += shown && served ? 1 : 0;
    }

    assertThat(both).as("10 % of 10 %").isBetween(50, 150);
  }

  @Test
  void changesNothingOfTheServedRoutesByAShadow() {
    List<ModelVersion> serving =
        List.of(version(1, ModelState.CHAMPION), version(2, ModelState.CANARY));
    List<ModelVersion> shadowed = new ArrayList<>(serving);
    shadowed.add(version(3, ModelState.CANDIDATE, 1));

    for (int i = 0; i < 1_000; i++) {
      Routes routes = Routes.of(shadowed, List.of("other"), "key " + i).orElseThrow();

      assertThat(routes.shadow()).contains(new ModelRoute("model-3", 3, Route.SHADOW));
      assertThat(Routes.of(serving, List.of("other"), "key " + i))
          .contains(new Routes(routes.inOrder()));
    }
  }

  @Test
  void showsNothingToCandidatesWithoutAShareAndToTheNewestOfThoseWithOne() {
    List<ModelVersion> versions =
        List.of(
            version(1, ModelState.CHAMPION),
            version(2, ModelState.CANDIDATE, 1),
            version(3, ModelState.CANDIDATE, 1),
            version(4, ModelState.CANDIDATE, 0),
            version(5, ModelState.REJECTED, 1));

    assertThat(Routes.of(versions, List.of(), "key").orElseThrow().shadow())
        .contains(new ModelRoute("model-3", 3, Route.SHADOW));
  }

  private static Routes routes(ModelVersion beside, String key) {
    return Routes.of(List.of(version(1, ModelState.CHAMPION), beside), List.of(), key)
        .orElseThrow();
  }

  private static Set<String> canaryKeys(int version) {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < KEYS; i++) {
      if (routes(version, "key " + i).inOrder().get(0).part() == Route.CANARY) {
        keys.add("key " + i);
      }
    }
    return keys;
  }

  private static Routes routes(int canary, String key) {
    Optional<Routes> routes =
        Routes.of(
            List.of(version(1, ModelState.CHAMPION), version(canary, ModelState.CANARY)),
            List.of(),
            key);
    return routes.orElseThrow();
  }

  @Test
  void standBehindAnotherEachModelOnce() {
    ModelRoute former = new ModelRoute("former", 1, Route.CHAMPION);
    ModelRoute other = new ModelRoute("other", 2, Route.CHAMPION);
    ModelRoute fallback = ModelRoute.fallback("former");

    assertThat(new Routes(List.of(other, fallback)).behind(former))
        .isEqualTo(new Routes(List.of(former, other)));
  }

  private static ModelVersion version(int number, ModelState state) {
    return version(
        number,
        state,
        switch (state) {
          case CANARY -> 0.05;
          case CHAMPION -> 1.0;
          case CANDIDATE, REJECTED, RETIRED -> 0.0;
        });
  }

  private static ModelVersion version(int number, ModelState state, double share) {
    return ModelVersion.newBuilder()
        .setPipeline("tickets")
        .setVersion(number)
        .setState(state)
        .setModelId("model-" + number)
        .setShare(share)
        .setReason("applied")
        .setChangedBy("test")
        .setChangedAt(Instant.EPOCH)
        .build();
  }
}
