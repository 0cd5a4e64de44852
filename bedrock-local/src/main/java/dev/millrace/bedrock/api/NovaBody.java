package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Amazon Nova: Converse's shapes with a few names of its own. */
record NovaBody() implements NativeBody {

  private static final Set<String> CONTENT =
      Set.of(
          "text",
          "image",
          "video",
          "audio",
          "document",
          "toolUse",
          "toolResult",
          "reasoningContent",
          "cachePoint");

  @Override
  public ChatPrompt prompt(String modelId, JsonNode body, OutputLimit limit) {
    JsonNode messages = body.path("messages");
    for (int i = 0; i < messages.size(); i++) {
      JsonNode content = messages.get(i).path("content");
      for (int j = 0; j < content.size(); j++) {
        check(content.get(j), "#/messages/" + i + "/content/" + j);
      }
    }
    ChatPrompt prompt = ConverseProtocol.prompt(modelId, body, limit);
    JsonNode max = body.path("inferenceConfig").path("max_new_tokens");
    return max.isMissingNode()
        ? prompt
        : new ChatPrompt(
            modelId,
            prompt.system(),
            prompt.turns(),
            new ChatPrompt.Bounds(
                limit.of(max, "inferenceConfig.max_new_tokens"), prompt.bounds().stopSequences()));
  }

  private static void check(JsonNode block, String where) {
    if (CONTENT.stream().noneMatch(block::has)) {
      throw AwsError.malformed(where + ": required key [toolUse] not found");
    }
    block
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!CONTENT.contains(name)) {
                throw AwsError.malformed(
                    where + ": extraneous key [" + name + "] is not permitted");
              }
            });
  }

  @Override
  public boolean countsCache() {
    return true;
  }

  @Override
  public ObjectNode reply(Answered answered) {
    ObjectNode reply = JSON.objectNode();
    reply.set("output", ConverseProtocol.message(answered.answer()));
    reply.put("stopReason", answered.answer().stop().word());
    TokenUsage usage = answered.answer().usage();
    reply.set("usage", usage(usage).put("totalTokens", usage.totalTokens()));
    return reply;
  }

  @Override
  public int chunksBeforeText() {
    return 1;
  }

  @Override
  public List<ObjectNode> chunks(Answered answered) {
    List<ObjectNode> chunks = new ArrayList<>();
    chunks.add(event("messageStart", JSON.objectNode().put("role", "assistant")));
    for (String piece : EventStream.pieces(answered.answer().text())) {
      ObjectNode delta = JSON.objectNode();
      delta.putObject("delta").put("text", piece);
      chunks.add(event("contentBlockDelta", delta.put("contentBlockIndex", 0)));
    }
    chunks.add(event("contentBlockStop", JSON.objectNode().put("contentBlockIndex", 0)));
    chunks.add(
        event("messageStop", JSON.objectNode().put("stopReason", answered.answer().stop().word())));
    ObjectNode metadata = JSON.objectNode();
    metadata.set("usage", usage(answered.answer().usage()));
    metadata.putObject("metrics");
    metadata.putObject("trace");
    chunks.add(event("metadata", metadata));
    return chunks;
  }

  private static ObjectNode event(String name, ObjectNode value) {
    ObjectNode event = JSON.objectNode();
    event.set(name, value);
    return event;
  }

  private static ObjectNode usage(TokenUsage usage) {
    return JSON.objectNode()
        .put("inputTokens", usage.inputTokens())
        .put("outputTokens", usage.outputTokens())
        .put("cacheReadInputTokenCount", 0)
        .put("cacheWriteInputTokenCount", 0);
  }
}
