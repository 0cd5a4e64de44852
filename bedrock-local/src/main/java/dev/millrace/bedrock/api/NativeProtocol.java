package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatPrompt;
import java.util.ArrayList;
import java.util.List;

/**
 * The bodies that the families of models have of their own, for InvokeModel.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "Inference request parameters and response fields".
 */
enum NativeProtocol {
  NOVA {
    @Override
    ChatPrompt prompt(String modelId, JsonNode body) {
      return ConverseProtocol.prompt(modelId, body);
    }

    @Override
    ObjectNode reply(ChatAnswer answer) {
      ObjectNode reply = JSON.objectNode();
      reply
          .putObject("output")
          .putObject("message")
          .put("role", "assistant")
          .putArray("content")
          .addObject()
          .put("text", answer.text());
      reply.put("stopReason", answer.stopReason());
      reply.set("usage", ConverseProtocol.usage(answer));
      return reply;
    }

    @Override
    List<JsonNode> chunks(ChatAnswer answer) {
      List<JsonNode> chunks = new ArrayList<>();
      ObjectNode start = JSON.objectNode();
      start.putObject("messageStart").put("role", "assistant");
      chunks.add(start);
      for (String piece : EventStream.pieces(answer.text())) {
        ObjectNode delta = JSON.objectNode();
        delta
            .putObject("contentBlockDelta")
            .put("contentBlockIndex", 0)
            .putObject("delta")
            .put("text", piece);
        chunks.add(delta);
      }
      ObjectNode stop = JSON.objectNode();
      stop.putObject("messageStop").put("stopReason", answer.stopReason());
      chunks.add(stop);
      return chunks;
    }
  },
  CLAUDE {
    @Override
    ChatPrompt prompt(String modelId, JsonNode body) {
      ObjectNode converse = JSON.objectNode();
      ArrayNode messages = converse.putArray("messages");
      for (JsonNode message : body.path("messages")) {
        ObjectNode turn = messages.addObject().put("role", message.path("role").asText());
        turn.set("content", blocks(message.path("content")));
      }
      converse.set("system", blocks(body.path("system")));
      if (!body.path("max_tokens").isInt()) {
        throw AwsError.validation("max_tokens: Field required");
      }
      converse.putObject("inferenceConfig").set("maxTokens", body.path("max_tokens"));
      return ConverseProtocol.prompt(modelId, converse);
    }

    @Override
    ObjectNode reply(ChatAnswer answer) {
      ObjectNode reply = JSON.objectNode().put("type", "message").put("role", "assistant");
      reply.putArray("content").addObject().put("type", "text").put("text", answer.text());
      reply.put("stop_reason", answer.stopReason());
      reply
          .putObject("usage")
          .put("input_tokens", answer.inputTokens())
          .put("output_tokens", answer.outputTokens());
      return reply;
    }

    @Override
    List<JsonNode> chunks(ChatAnswer answer) {
      List<JsonNode> chunks = new ArrayList<>();
      ObjectNode start = JSON.objectNode().put("type", "message_start");
      start
          .putObject("message")
          .put("role", "assistant")
          .putObject("usage")
          .put("input_tokens", answer.inputTokens())
          .put("output_tokens", 0);
      chunks.add(start);
      for (String piece : EventStream.pieces(answer.text())) {
        ObjectNode delta = JSON.objectNode().put("type", "content_block_delta").put("index", 0);
        delta.putObject("delta").put("type", "text_delta").put("text", piece);
        chunks.add(delta);
      }
      ObjectNode end = JSON.objectNode().put("type", "message_delta");
      end.putObject("delta").put("stop_reason", answer.stopReason());
      end.putObject("usage").put("output_tokens", answer.outputTokens());
      chunks.add(end);
      chunks.add(JSON.objectNode().put("type", "message_stop"));
      return chunks;
    }
  },
  LLAMA {
    @Override
    ChatPrompt prompt(String modelId, JsonNode body) {
      String prompt = body.path("prompt").asText();
      if (prompt.isBlank()) {
        throw AwsError.validation("prompt: Field required");
      }
      int max = body.path("max_gen_len").asInt(ConverseProtocol.DEFAULT_MAX_TOKENS);
      return new ChatPrompt(modelId, "", List.of(new ChatPrompt.Turn("user", prompt)), max);
    }

    @Override
    ObjectNode reply(ChatAnswer answer) {
      return JSON.objectNode()
          .put("generation", answer.text())
          .put("prompt_token_count", answer.inputTokens())
          .put("generation_token_count", answer.outputTokens())
          .put("stop_reason", answer.stopReason().equals("max_tokens") ? "length" : "stop");
    }

    @Override
    List<JsonNode> chunks(ChatAnswer answer) {
      List<JsonNode> chunks = new ArrayList<>();
      EventStream.pieces(answer.text())
          .forEach(piece -> chunks.add(JSON.objectNode().put("generation", piece)));
      chunks.add(JSON.objectNode().put("generation", "").put("stop_reason", "stop"));
      return chunks;
    }
  };

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  abstract ChatPrompt prompt(String modelId, JsonNode body);

  abstract ObjectNode reply(ChatAnswer answer);

  abstract List<JsonNode> chunks(ChatAnswer answer);

  /** The family that a model belongs to. */
  static NativeProtocol of(String modelId) {
    if (modelId.contains("anthropic.")) {
      return CLAUDE;
    }
    return modelId.contains("meta.llama") ? LLAMA : NOVA;
  }

  private static ArrayNode blocks(JsonNode content) {
    ArrayNode blocks = JSON.arrayNode();
    if (content.isTextual()) {
      blocks.addObject().put("text", content.asText());
    } else {
      content.forEach(block -> blocks.addObject().put("text", block.path("text").asText()));
    }
    return blocks;
  }
}
