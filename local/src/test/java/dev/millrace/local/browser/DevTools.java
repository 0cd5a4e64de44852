package dev.millrace.local.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * One connection to a page: calls with their answers, and events.
 *
 * <p><i>Source</i>: Chrome DevTools Protocol, version 1.3.
 */
final class DevTools implements AutoCloseable, WebSocket.Listener {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int PATIENCE_SECONDS = 30;

  private final BiConsumer<String, JsonNode> events;
  private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final StringBuilder message = new StringBuilder();
  private final WebSocket socket;

  /**
   * Connects.
   *
   * @param events is told the name and the parameters of each event
   */
  DevTools(URI page, BiConsumer<String, JsonNode> events) {
    this.events = events;
    this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, this).join();
  }

  static ObjectNode parameters() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Calls a method and waits for its result. */
  JsonNode call(String method, ObjectNode parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    open.put(id, answer);
    ObjectNode call = parameters().put("id", id).put("method", method);
    call.set("params", parameters);
    socket.sendText(call.toString(), true).join();
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (Exception e) {
      throw new AssertionError("the browser does not do " + method, e);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      String whole = message.toString();
      message.setLength(0);
      take(whole);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  private void take(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      CompletableFuture<JsonNode> answer = open.remove(json.path("id").asInt(0));
      if (answer == null) {
        events.accept(json.path("method").asText(), json.path("params"));
      } else if (json.has("error")) {
        answer.completeExceptionally(new AssertionError(json.path("error").toString()));
      } else {
        answer.complete(json.path("result"));
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError("the browser says what is no JSON", e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
