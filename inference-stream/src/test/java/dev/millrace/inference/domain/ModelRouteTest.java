package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ModelRouteTest {

  @Test
  void takesTheNewestChampion() {
    assertThat(
            ModelRoute.champion(
                Stream.of(
                    version(3, ModelState.CANDIDATE),
                    version(1, ModelState.CHAMPION),
                    version(2, ModelState.CHAMPION))))
        .contains(new ModelRoute("model-2", 2));
  }

  @Test
  void findsNoneAmongThoseThatDoNotServe() {
    assertThat(ModelRoute.champion(Stream.of(version(1, ModelState.RETIRED)))).isEmpty();
  }

  private static ModelVersion version(int number, ModelState state) {
    return ModelVersion.newBuilder()
        .setPipeline("tickets")
        .setVersion(number)
        .setState(state)
        .setModelId("model-" + number)
        .setShare(1.0)
        .setReason("applied")
        .setChangedBy("test")
        .setChangedAt(Instant.EPOCH)
        .build();
  }
}
