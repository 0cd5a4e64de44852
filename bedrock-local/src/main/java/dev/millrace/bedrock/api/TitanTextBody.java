package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatPrompt;
import java.util.ArrayList;
import java.util.List;

/** Amazon Titan Text. */
record TitanTextBody() implements NativeBody {

  /** What the family writes at most where nobody says how much. */
  private static final int DEFAULT_MAX_TOKENS = 512;

  @Override
  public ChatPrompt prompt(String modelId, JsonNode body, OutputLimit limit) {
    JsonNode configuration = body.path("textGenerationConfig");
    int tokens =
        limit.of(
            configuration.path("maxTokenCount"),
            "textGenerationConfig.maxTokenCount",
            DEFAULT_MAX_TOKENS);
    return NativeBody.completion(
        modelId,
        body,
        "inputText",
        new ChatPrompt.Bounds(
            tokens,
            ConverseProtocol.sequences(
                configuration.path("stopSequences"), "textGenerationConfig.stopSequences")));
  }

  @Override
  public ObjectNode reply(Answered answered) {
    ObjectNode reply =
        JSON.objectNode().put("inputTextTokenCount", answered.answer().usage().inputTokens());
    reply
        .putArray("results")
        .addObject()
        .put("tokenCount", answered.answer().usage().outputTokens())
        .put("outputText", answered.answer().text())
        .put("completionReason", NativeBody.reason(answered, "LENGTH", "FINISH"));
    return reply;
  }

  @Override
  public List<ObjectNode> chunks(Answered answered) {
    List<String> pieces = EventStream.pieces(answered.answer().text());
    List<ObjectNode> chunks = new ArrayList<>();
    for (int i = 0; i < Math.max(1, pieces.size()); i++) {
      boolean first = i == 0;
      boolean last = i >= pieces.size() - 1;
      chunks.add(
          JSON.objectNode()
              .put("outputText", pieces.isEmpty() ? "" : pieces.get(i))
              .put("index", 0)
              .put(
                  "totalOutputTextTokenCount",
                  last ? (Long) answered.answer().usage().outputTokens() : null)
              .put(
                  "completionReason", last ? NativeBody.reason(answered, "LENGTH", "FINISH") : null)
              .put(
                  "inputTextTokenCount",
                  first ? (Long) answered.answer().usage().inputTokens() : null));
    }
    return chunks;
  }
}
