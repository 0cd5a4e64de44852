package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.platform.http.ClientGoneException;
import dev.millrace.platform.http.HttpReply;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Sends replies, or has happen to them what a fault does to bytes. */
final class Delivery {

  /** Slow replies come in so many pieces a second, where they have as many bytes. */
  private static final int PIECES_PER_SECOND = 20;

  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final Pace pace;

  Delivery(Pace pace) {
    this.pace = pace;
  }

  /** A reply in one piece. */
  CompletionStage<HttpReply> whole(ObjectNode body, Optional<Effect> fault) {
    byte[] json = body.toString().getBytes(UTF_8);
    if (fault.isEmpty()) {
      return json(json).done();
    }
    Effect effect = fault.get();
    if (effect instanceof Effect.NoReply silence) {
      return silence(silence);
    }
    if (effect instanceof Effect.WrongJson) {
      return json(Arrays.copyOf(json, json.length / 2)).done();
    }
    if (effect instanceof Effect.CutBody cut) {
      ByteBuffer sent = ByteBuffer.wrap(json, 0, (int) (json.length * cut.share()));
      return announced(json.length, sink -> sink.write(sent).thenCompose(done -> cut())).done();
    }
    if (effect instanceof Effect.SlowBytes slow) {
      return announced(
              json.length, sink -> trickle(ByteBuffer.wrap(json), slow.bytesPerSecond(), sink))
          .done();
    }
    return json(json).done();
  }

  /**
   * A reply as a stream.
   *
   * @param events at least one
   * @param before how many of them come before the first piece of the text
   */
  CompletionStage<HttpReply> stream(List<EventStream.Event> events, int before, Answered answered) {
    Optional<Effect> fault = answered.fault();
    String text = answered.answer().text();
    List<ByteBuffer> messages = new ArrayList<>();
    events.forEach(event -> messages.add(event.bytes()));
    if (fault.isEmpty()) {
      return streamed(sink -> write(messages, sink)).done();
    }
    Effect effect = fault.get();
    if (effect instanceof Effect.NoReply silence) {
      return silence(silence);
    }
    if (effect instanceof Effect.WrongJson) {
      int middle = events.size() / 2;
      messages.set(middle, events.get(middle).torn());
      return streamed(sink -> write(messages, sink)).done();
    }
    if (effect instanceof Effect.CutBody cut) {
      int next = before + EventStream.piecesBefore(text, cut.share());
      List<ByteBuffer> sent = new ArrayList<>(messages.subList(0, next));
      ByteBuffer half = messages.get(next);
      sent.add(half.slice(half.position(), half.remaining() / 2));
      return streamed(sink -> write(sent, sink).thenCompose(done -> cut())).done();
    }
    if (effect instanceof Effect.StreamException exception) {
      int next = before + EventStream.piecesBefore(text, exception.share());
      List<ByteBuffer> sent = new ArrayList<>(messages.subList(0, next));
      sent.add(EventStream.exception(exception.type(), exception.message()));
      return streamed(sink -> write(sent, sink)).done();
    }
    if (effect instanceof Effect.SlowBytes slow) {
      return streamed(sink -> write(messages, piece -> trickle(piece, slow.bytesPerSecond(), sink)))
          .done();
    }
    return streamed(sink -> write(messages, sink)).done();
  }

  private CompletionStage<HttpReply> silence(Effect.NoReply silence) {
    return pace.after(silence.held())
        .thenCompose(
            due ->
                CompletableFuture.failedFuture(
                    new AwsError(
                        408,
                        "ModelTimeoutException",
                        "The request took too long to process. Processing time exceeded the model timeout length.")));
  }

  private CompletionStage<Void> trickle(ByteBuffer bytes, int bytesPerSecond, HttpReply.Sink sink) {
    if (!bytes.hasRemaining()) {
      return CompletableFuture.completedFuture(null);
    }
    int size = Math.min(bytes.remaining(), Math.max(1, bytesPerSecond / PIECES_PER_SECOND));
    ByteBuffer piece = bytes.slice(bytes.position(), size);
    bytes.position(bytes.position() + size);
    return pace.after(Duration.ofNanos(size * SECOND_NANOS / bytesPerSecond))
        .thenCompose(due -> sink.write(piece))
        .thenCompose(done -> trickle(bytes, bytesPerSecond, sink));
  }

  private static CompletionStage<Void> write(List<ByteBuffer> messages, HttpReply.Sink sink) {
    CompletionStage<Void> written = CompletableFuture.completedFuture(null);
    for (ByteBuffer message : messages) {
      written = written.thenCompose(done -> sink.write(message));
    }
    return written;
  }

  /**
   * Has the server close the connection, or reset the stream, as it does for a client that left.
   */
  private static CompletionStage<Void> cut() {
    return CompletableFuture.failedFuture(
        new ClientGoneException("a fault cuts the reply", new EOFException()));
  }

  private static HttpReply json(byte[] body) {
    return HttpReply.of(200, "application/json", body);
  }

  /** Says how long it will be, as replies in one piece do. */
  private static HttpReply announced(
      int length, Function<HttpReply.Sink, CompletionStage<Void>> body) {
    return new HttpReply.Streamed(
        200,
        Map.of("Content-Type", "application/json", "Content-Length", String.valueOf(length)),
        body);
  }

  private static HttpReply streamed(Function<HttpReply.Sink, CompletionStage<Void>> body) {
    return new HttpReply.Streamed(200, Map.of("Content-Type", EventStream.MEDIA_TYPE), body);
  }
}
