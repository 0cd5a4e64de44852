package dev.millrace.platform.http;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a server answers: everything at once, or piece by piece. */
public sealed interface HttpReply {

  /** Status code. */
  int status();

  /** Header fields; Content-Length is added by the server. */
  Map<String, String> headers();

  /** The same with one more header field. */
  HttpReply with(String name, String value);

  /** The reply as the result of a call that is done. */
  default CompletionStage<HttpReply> done() {
    return CompletableFuture.completedFuture(this);
  }

  /** A reply whose body is known. */
  record Whole(int status, Map<String, String> headers, byte[] body) implements HttpReply {

    public Whole {
      headers = Map.copyOf(headers);
    }

    @Override
    public Whole with(String name, String value) {
      return new Whole(status, plus(headers, name, value), body);
    }
  }

  /**
   * A reply whose body is written bit by bit.
   *
   * @param body writes to the sink it is given; its stage ends when all is written. A write that
   *     fails means that the client is gone; who takes it for gone fails the stage with a {@link
   *     ClientGoneException}
   */
  record Streamed(
      int status, Map<String, String> headers, Function<Sink, CompletionStage<Void>> body)
      implements HttpReply {

    public Streamed {
      headers = Map.copyOf(headers);
    }

    @Override
    public Streamed with(String name, String value) {
      return new Streamed(status, plus(headers, name, value), body);
    }
  }

  /** Takes the pieces of a streamed body. */
  @FunctionalInterface
  interface Sink {

    /** Sends one piece; the stage ends when the client can take the next. */
    CompletionStage<Void> write(ByteBuffer piece);
  }

  /** A reply with a body of the given media type. */
  static Whole of(int status, String contentType, byte[] body) {
    return new Whole(status, Map.of("Content-Type", contentType), body);
  }

  /** A reply without a body. */
  static Whole empty(int status) {
    return new Whole(status, Map.of(), new byte[0]);
  }

  private static Map<String, String> plus(Map<String, String> headers, String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return all;
  }
}
