package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.PromptRenderer;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two calls of one request, as the endpoint's own meter tells them apart. */
class ShadowMeterTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder = Path.of("");

  @Test
  void tellsTheCallOfARequestFromThatOfItsShadow() throws IOException {
    ModelInput question = PromptRenderer.render(Requests.classification(), Optional.empty());
    ModelInput text = new ModelInput.Embedding("text");
    ModelRoute titan = new ModelRoute("amazon.titan-embed-text-v2:0", 4, Route.SHADOW);
    try (StandIn standIn = new StandIn(folder, "{}")) {
      for (ModelCall call :
          List.of(
              call(Requests.NOVA, question),
              call(Requests.CANDIDATE, question),
              call(titan, text))) {
        assertThat(standIn.call(call).join()).isInstanceOf(CallResult.Answered.class);
      }
    }

    List<JsonNode> metered = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("invocations.jsonl"))) {
      metered.add(JSON.readTree(line));
    }
    assertThat(metered)
        .extracting(
            line -> line.path("modelId").asText(),
            line -> line.at("/requestMetadata/requestId").asText(),
            line -> line.at("/requestMetadata/route").asText("none"))
        .containsExactly(
            tuple(Requests.NOVA.modelId(), "request-1", "none"),
            tuple(Requests.CANDIDATE.modelId(), "request-1", "SHADOW"),
            tuple(titan.modelId(), "request-1", "SHADOW"));
  }

  private static ModelCall call(ModelRoute route, ModelInput input) {
    return new ModelCall("request-1", "acme", "tickets", 1, route, input);
  }
}
