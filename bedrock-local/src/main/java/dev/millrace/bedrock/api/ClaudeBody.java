package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.StopReason;
import java.util.ArrayList;
import java.util.List;

/** Anthropic Claude: the Messages API. */
record ClaudeBody() implements NativeBody {

  @Override
  public ChatPrompt prompt(String modelId, JsonNode body, OutputLimit limit) {
    if (!body.path("anthropic_version").isTextual()) {
      throw AwsError.validation("anthropic_version: Field required");
    }
    if (!body.path("max_tokens").isInt()) {
      throw AwsError.validation("max_tokens: Field required");
    }
    ArrayNode messages = JSON.arrayNode();
    for (JsonNode message : body.path("messages")) {
      ObjectNode turn = messages.addObject().put("role", message.path("role").asText());
      turn.set("content", blocks(message.path("content")));
    }
    StringBuilder system = new StringBuilder();
    blocks(body.path("system")).forEach(block -> system.append(block.path("text").asText()));
    return new ChatPrompt(
        modelId,
        system.toString(),
        ConverseProtocol.turns(messages),
        new ChatPrompt.Bounds(
            limit.of(body.path("max_tokens"), "max_tokens"),
            ConverseProtocol.sequences(body.path("stop_sequences"), "stop_sequences")));
  }

  /** Blocks that are not text keep their JSON as their text. */
  private static ArrayNode blocks(JsonNode content) {
    ArrayNode blocks = JSON.arrayNode();
    if (content.isTextual()) {
      blocks.addObject().put("text", content.asText());
    } else {
      for (JsonNode block : content) {
        String text =
            block.path("type").asText().equals("text")
                ? block.path("text").asText()
                : block.toString();
        blocks.addObject().put("text", text);
      }
    }
    return blocks;
  }

  @Override
  public ObjectNode reply(Answered answered) {
    ObjectNode reply = message(answered);
    reply.putArray("content").addObject().put("type", "text").put("text", answered.answer().text());
    putStop(reply, answered.answer());
    reply
        .putObject("usage")
        .put("input_tokens", answered.answer().usage().inputTokens())
        .put("output_tokens", answered.answer().usage().outputTokens());
    return reply;
  }

  @Override
  public int chunksBeforeText() {
    return 2;
  }

  @Override
  public List<ObjectNode> chunks(Answered answered) {
    List<ObjectNode> chunks = new ArrayList<>();
    ObjectNode message = message(answered);
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message
        .putObject("usage")
        .put("input_tokens", answered.answer().usage().inputTokens())
        .put("output_tokens", 1);
    chunks.add(JSON.objectNode().put("type", "message_start").set("message", message));
    ObjectNode start = JSON.objectNode().put("type", "content_block_start").put("index", 0);
    start.putObject("content_block").put("type", "text").put("text", "");
    chunks.add(start);
    for (String piece : EventStream.pieces(answered.answer().text())) {
      ObjectNode delta = JSON.objectNode().put("type", "content_block_delta").put("index", 0);
      delta.putObject("delta").put("type", "text_delta").put("text", piece);
      chunks.add(delta);
    }
    chunks.add(JSON.objectNode().put("type", "content_block_stop").put("index", 0));
    ObjectNode end = JSON.objectNode().put("type", "message_delta");
    putStop(end.putObject("delta"), answered.answer());
    end.putObject("usage").put("output_tokens", answered.answer().usage().outputTokens());
    chunks.add(end);
    chunks.add(JSON.objectNode().put("type", "message_stop"));
    return chunks;
  }

  private static ObjectNode message(Answered answered) {
    return JSON.objectNode()
        .put("id", "msg_bdrk_" + answered.id())
        .put("type", "message")
        .put("role", "assistant")
        .put("model", answered.prompt().modelId());
  }

  private static void putStop(ObjectNode into, ChatAnswer answer) {
    StopReason stop = answer.stop();
    into.put(
        "stop_reason",
        stop == StopReason.GUARDRAIL_INTERVENED ? StopReason.END_TURN.word() : stop.word());
    into.put("stop_sequence", answer.stopSequence().orElse(null));
  }
}
