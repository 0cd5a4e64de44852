package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatPrompt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Meta Llama: one prompt, one generation. */
record LlamaBody() implements NativeBody {

  /** What the family writes at most where nobody says how much. */
  private static final int DEFAULT_MAX_TOKENS = 512;

  @Override
  public ChatPrompt prompt(String modelId, JsonNode body, OutputLimit limit) {
    int tokens = limit.of(body.path("max_gen_len"), "max_gen_len", DEFAULT_MAX_TOKENS);
    return NativeBody.completion(modelId, body, "prompt", new ChatPrompt.Bounds(tokens, List.of()));
  }

  @Override
  public ObjectNode reply(Answered answered) {
    return piece(answered, answered.answer().text(), reason(answered));
  }

  @Override
  public List<ObjectNode> chunks(Answered answered) {
    List<ObjectNode> chunks = new ArrayList<>();
    for (String text : EventStream.pieces(answered.answer().text())) {
      chunks.add(piece(answered, text, null));
    }
    chunks.add(piece(answered, "", reason(answered)));
    return chunks;
  }

  private static String reason(Answered answered) {
    return NativeBody.reason(answered, "length", "stop");
  }

  private static ObjectNode piece(Answered answered, String text, @Nullable String reason) {
    return JSON.objectNode()
        .put("generation", text)
        .put("prompt_token_count", answered.answer().usage().inputTokens())
        .put("generation_token_count", answered.answer().usage().outputTokens())
        .put("stop_reason", reason);
  }
}
