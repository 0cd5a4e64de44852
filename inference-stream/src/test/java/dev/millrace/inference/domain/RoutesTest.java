package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Route;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

  private static ModelVersion version(int number, ModelState state) {
    return ModelVersion.newBuilder()
        .setPipeline("tickets")
        .setVersion(number)
        .setState(state)
        .setModelId("model-" + number)
        .setShare(state == ModelState.CANARY ? 0.05 : 1.0)
        .setReason("applied")
        .setChangedBy("test")
        .setChangedAt(Instant.EPOCH)
        .build();
  }
}
