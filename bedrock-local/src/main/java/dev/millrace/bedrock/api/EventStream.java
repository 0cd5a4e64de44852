package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.platform.http.HttpReply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Streams of events in {@value #MEDIA_TYPE}.
 *
 * <p><i>Source</i>: Smithy, "Amazon Event Stream specification".
 */
final class EventStream {

  private static final String MEDIA_TYPE = "application/vnd.amazon.eventstream";

  /** About as much as a model says at a time. */
  private static final int PIECE_CHARACTERS = 16;

  private EventStream() {}

  /** The events of a ConverseStream. */
  static HttpReply converse(Answered answered) {
    ChatAnswer answer = answered.answer();
    JsonNodeFactory json = JsonNodeFactory.instance;
    List<ByteBuffer> events = new ArrayList<>();
    events.add(event("messageStart", json.objectNode().put("role", "assistant")));
    for (String piece : pieces(answer.text())) {
      ObjectNode delta = json.objectNode().put("contentBlockIndex", 0);
      delta.putObject("delta").put("text", piece);
      events.add(event("contentBlockDelta", delta));
    }
    events.add(event("contentBlockStop", json.objectNode().put("contentBlockIndex", 0)));
    events.add(event("messageStop", json.objectNode().put("stopReason", answer.stop().word())));
    ObjectNode metadata = json.objectNode();
    metadata.set("usage", ConverseProtocol.usage(answer.usage()));
    metadata.putObject("metrics").put("latencyMs", answered.latencyMillis());
    events.add(event("metadata", metadata));
    return reply(events);
  }

  /** The chunks of an InvokeModelWithResponseStream. */
  static HttpReply chunks(List<ObjectNode> bodies) {
    List<ByteBuffer> events = new ArrayList<>();
    for (ObjectNode body : bodies) {
      String bytes = Base64.getEncoder().encodeToString(body.toString().getBytes(UTF_8));
      events.add(event("chunk", JsonNodeFactory.instance.objectNode().put("bytes", bytes)));
    }
    return reply(events).with("x-amzn-bedrock-content-type", "application/json");
  }

  static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int begin = 0;
    while (begin < text.length()) {
      int end = Math.min(text.length(), begin + PIECE_CHARACTERS);
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end++;
      }
      pieces.add(text.substring(begin, end));
      begin = end;
    }
    return pieces;
  }

  private static ByteBuffer event(String type, JsonNode payload) {
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    headers.put(":message-type", HeaderValue.fromString("event"));
    headers.put(":event-type", HeaderValue.fromString(type));
    headers.put(":content-type", HeaderValue.fromString("application/json"));
    return new Message(headers, payload.toString().getBytes(UTF_8)).toByteBuffer();
  }

  private static HttpReply reply(List<ByteBuffer> events) {
    return new HttpReply.Streamed(
        200,
        Map.of("Content-Type", MEDIA_TYPE),
        sink -> {
          CompletionStage<Void> written = CompletableFuture.completedFuture(null);
          for (ByteBuffer event : events) {
            written = written.thenCompose(done -> sink.write(event));
          }
          return written;
        });
  }
}
