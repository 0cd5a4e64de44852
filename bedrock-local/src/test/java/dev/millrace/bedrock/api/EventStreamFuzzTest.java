package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.testing.Fuzz;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Whatever a model says, the client of AWS decodes the event that it comes in. */
class EventStreamFuzzTest {

  @Test
  void writesEventsThatTheClientReads() {
    Fuzz.ofTexts("event stream", "Hello", "größer 日本語 \uD83D\uDE80", "", "\"quoted\"\n\u0000")
        .holdsOfTexts(
            text -> {
              ObjectNode payload = JsonNodeFactory.instance.objectNode().put("text", text);
              Message read = Message.decode(new EventStream.Event("chunk", payload).bytes());

              assertThat(read.getHeaders())
                  .containsEntry(":event-type", HeaderValue.fromString("chunk"));
              assertThat(new String(read.getPayload(), UTF_8)).isEqualTo(payload.toString());
              assertThat(String.join("", EventStream.pieces(text))).isEqualTo(text);
            });
  }
}
