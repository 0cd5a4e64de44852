package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.ChatAnswer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Streams of events in {@value #MEDIA_TYPE}.
 *
 * <p><i>Source</i>: Smithy, "Amazon Event Stream specification".
 */
final class EventStream {

  static final String MEDIA_TYPE = "application/vnd.amazon.eventstream";

  /** About as much as a model says at a time. */
  private static final int PIECE_CHARACTERS = 16;

  /** One event. */
  record Event(String type, ObjectNode payload) {

    ByteBuffer bytes() {
      return message("event", type, payload.toString().getBytes(UTF_8));
    }

    /** With a payload that ends in the middle of its JSON. */
    ByteBuffer torn() {
      byte[] json = payload.toString().getBytes(UTF_8);
      return message("event", type, Arrays.copyOf(json, json.length / 2));
    }
  }

  private EventStream() {}

  /** The events of a ConverseStream. */
  static List<Event> converse(Answered answered) {
    ChatAnswer answer = answered.answer();
    JsonNodeFactory json = JsonNodeFactory.instance;
    List<Event> events = new ArrayList<>();
    events.add(new Event("messageStart", json.objectNode().put("role", "assistant")));
    for (String piece : pieces(answer.text())) {
      ObjectNode delta = json.objectNode().put("contentBlockIndex", 0);
      delta.putObject("delta").put("text", piece);
      events.add(new Event("contentBlockDelta", delta));
    }
    events.add(new Event("contentBlockStop", json.objectNode().put("contentBlockIndex", 0)));
    events.add(new Event("messageStop", json.objectNode().put("stopReason", answer.stop().word())));
    ObjectNode metadata = json.objectNode();
    metadata.set("usage", ConverseProtocol.usage(answer.usage()));
    metadata.putObject("metrics").put("latencyMs", answered.latencyMillis());
    events.add(new Event("metadata", metadata));
    return events;
  }

  /** The chunks of an InvokeModelWithResponseStream. */
  static List<Event> chunks(List<ObjectNode> bodies) {
    List<Event> events = new ArrayList<>();
    for (ObjectNode body : bodies) {
      String bytes = Base64.getEncoder().encodeToString(body.toString().getBytes(UTF_8));
      events.add(new Event("chunk", JsonNodeFactory.instance.objectNode().put("bytes", bytes)));
    }
    return events;
  }

  /** The message of a stream that fails. */
  static ByteBuffer exception(String type, String message) {
    return message(
        "exception",
        type,
        JsonNodeFactory.instance.objectNode().put("message", message).toString().getBytes(UTF_8));
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

  /** How many pieces come before this share of a text was said. */
  static int piecesBefore(String text, double share) {
    return (int) (pieces(text).size() * share);
  }

  private static ByteBuffer message(String kind, String type, byte[] payload) {
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    headers.put(":message-type", HeaderValue.fromString(kind));
    headers.put(":" + kind + "-type", HeaderValue.fromString(type));
    headers.put(":content-type", HeaderValue.fromString("application/json"));
    return new Message(headers, payload).toByteBuffer();
  }
}
