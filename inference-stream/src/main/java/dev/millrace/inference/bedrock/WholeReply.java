package dev.millrace.inference.bedrock;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;

/**
 * Gathers a reply until it is whole.
 *
 * <p><i>Threads</i>: told by one of the HTTP client's.
 */
final class WholeReply implements AsyncHandler<WholeReply.Read> {

  /** What is below says that the reply is still to come, and the client would not wait for it. */
  private static final int FINAL = 200;

  private final int mostBytes;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;
  private HttpHeaders headers = EmptyHttpHeaders.INSTANCE;
  private boolean isTooLong;

  /**
   * A reply that was read.
   *
   * @param status of HTTP
   */
  record Read(int status, HttpHeaders headers, byte[] body) {

    /** The first of a name, in whatever case; absent where there is none. */
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /** One that fails where it is longer than so many bytes. */
  WholeReply(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public State onStatusReceived(HttpResponseStatus received) {
    status = received.getStatusCode();
    return status < FINAL ? State.ABORT : State.CONTINUE;
  }

  @Override
  public State onHeadersReceived(HttpHeaders received) {
    headers = received;
    return State.CONTINUE;
  }

  @Override
  public State onBodyPartReceived(HttpResponseBodyPart part) {
    if (body.size() + part.length() > mostBytes) {
      isTooLong = true;
      return State.ABORT;
    }
    body.writeBytes(part.getBodyPartBytes());
    return State.CONTINUE;
  }

  @Override
  public void onThrowable(Throwable thrown) {
    // The client's future tells it.
  }

  @Override
  public Read onCompleted() throws IOException {
    if (status < FINAL) {
      throw new IOException("another status came before that of the reply: " + status);
    }
    if (isTooLong) {
      throw new IOException("the reply is longer than " + mostBytes + " bytes");
    }
    return new Read(status, headers, body.toByteArray());
  }
}
