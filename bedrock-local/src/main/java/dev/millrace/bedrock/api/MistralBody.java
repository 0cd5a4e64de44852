package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatPrompt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mistral: text completion. */
record MistralBody() implements NativeBody {

  @Override
  public ChatPrompt prompt(String modelId, JsonNode body, OutputLimit limit) {
    return NativeBody.completion(
        modelId,
        body,
        "prompt",
        new ChatPrompt.Bounds(
            limit.of(body.path("max_tokens"), "max_tokens"),
            ConverseProtocol.sequences(body.path("stop"), "stop")));
  }

  @Override
  public ObjectNode reply(Answered answered) {
    return output(answered.answer().text(), reason(answered));
  }

  @Override
  public List<ObjectNode> chunks(Answered answered) {
    List<ObjectNode> chunks = new ArrayList<>();
    for (String text : EventStream.pieces(answered.answer().text())) {
      chunks.add(output(text, null));
    }
    chunks.add(output("", reason(answered)));
    return chunks;
  }

  private static String reason(Answered answered) {
    return NativeBody.reason(answered, "length", "stop");
  }

  private static ObjectNode output(String text, @Nullable String reason) {
    ObjectNode output = JSON.objectNode();
    output.putArray("outputs").addObject().put("text", text).put("stop_reason", reason);
    return output;
  }
}
