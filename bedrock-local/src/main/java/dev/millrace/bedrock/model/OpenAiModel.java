package dev.millrace.bedrock.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Hands prompts on to a server that speaks the OpenAI chat protocol, such as Ollama, vLLM or
 * llama.cpp.
 *
 * <p><i>Source</i>: OpenAI API reference, "Create chat completion".
 */
public final class OpenAiModel implements ChatModel {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than a small model on a slow machine needs for a long answer. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final URI completions;
  private final String model;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * A model behind a server.
   *
   * @param base such as http://127.0.0.1:11434/v1
   * @param model the server's own name of the model
   */
  public OpenAiModel(URI base, String model) {
    this.completions = URI.create(base.toString().replaceAll("/+$", "") + "/chat/completions");
    this.model = model;
  }

  @Override
  public CompletionStage<ChatAnswer> answer(ChatPrompt prompt) {
    HttpRequest request =
        HttpRequest.newBuilder(completions)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body(prompt)))
            .build();
    return http.sendAsync(request, BodyHandlers.ofString())
        .thenApply(response -> read(prompt, response));
  }

  private String body(ChatPrompt prompt) {
    ObjectNode body =
        JSON.createObjectNode()
            .put("model", model)
            .put("max_tokens", prompt.bounds().maxTokens())
            .put("temperature", 0);
    if (!prompt.bounds().stopSequences().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      prompt.bounds().stopSequences().forEach(stop::add);
    }
    ArrayNode messages = body.putArray("messages");
    if (!prompt.system().isEmpty()) {
      messages.addObject().put("role", "system").put("content", prompt.system());
    }
    prompt
        .turns()
        .forEach(turn -> messages.addObject().put("role", turn.role()).put("content", turn.text()));
    return body.toString();
  }

  private ChatAnswer read(ChatPrompt prompt, HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          "the server at " + completions + " answered " + response.statusCode());
    }
    try {
      JsonNode body = JSON.readTree(response.body());
      JsonNode choice = body.path("choices").path(0);
      String text = choice.path("message").path("content").asText();
      boolean cut = choice.path("finish_reason").asText().equals("length");
      JsonNode usage = body.path("usage");
      return new ChatAnswer(
          text,
          cut ? StopReason.MAX_TOKENS : StopReason.END_TURN,
          Optional.empty(),
          new TokenUsage(
              usage.path("prompt_tokens").asLong(prompt.inputTokens()),
              usage.path("completion_tokens").asLong(Tokens.count(text))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "the server at " + completions + " did not answer with JSON", e);
    }
  }
}
