package dev.millrace.inference.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.record.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By what a call is found in the endpoint's invocation log. */
class CallMetadataTest {

  @Test
  void tellsShadowCallsFromThoseThatServe() {
    assertThat(BedrockModels.metadata(call(Route.SHADOW)))
        .containsEntry("requestId", "request-1")
        .containsEntry("attempt", "1")
        .containsEntry("route", "SHADOW");
  }

  @ParameterizedTest
  @EnumSource(value = Route.class, mode = EnumSource.Mode.EXCLUDE, names = "SHADOW")
  void saysNothingOfOtherRoutes(Route route) {
    assertThat(BedrockModels.metadata(call(route))).doesNotContainKey("route");
  }

  private static ModelCall call(Route route) {
    return new ModelCall(
        "request-1",
        "acme",
        "tickets",
        1,
        new ModelRoute("amazon.nova-micro-v1:0", 1, route),
        new ModelInput.Embedding("text"));
  }
}
