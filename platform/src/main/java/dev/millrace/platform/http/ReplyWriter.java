package dev.millrace.platform.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one reply, and gives up on a client that does not take it.
 *
 * @param callback ends the call
 * @param slowest how slow the client may be with each piece
 */
record ReplyWriter(Request request, Response response, Callback callback, HttpLimits.Pace slowest) {

  private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

  void write(HttpReply reply) {
    try {
      response.setStatus(reply.status());
      reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
      if (reply instanceof HttpReply.Whole whole) {
        boolean bodiless = HttpStatus.hasNoBody(whole.status());
        if (!bodiless) {
          response.getHeaders().put("Content-Length", whole.body().length);
        }
        last(ByteBuffer.wrap(bodiless ? new byte[0] : whole.body()));
      } else if (reply instanceof HttpReply.Streamed streamed) {
        stream(streamed);
      } else {
        throw new AssertionError(reply);
      }
    } catch (RuntimeException e) {
      LOG.error("the reply to {} {} cannot be sent", request.getMethod(), path(), e);
      callback.failed(e);
    }
  }

  private void stream(HttpReply.Streamed reply) {
    AtomicBoolean clientGone = new AtomicBoolean();
    HttpReply.Sink sink =
        piece -> {
          CompletableFuture<Void> written = piece(false, piece);
          var unused =
              written.whenComplete((done, e) -> clientGone.compareAndSet(false, e != null));
          return written;
        };
    CompletionStage<Void> body;
    try {
      body = reply.body().apply(sink);
    } catch (RuntimeException e) {
      body = CompletableFuture.failedFuture(e);
    }
    body.whenComplete(
        (done, e) -> {
          if (e == null) {
            last(ByteBuffer.allocate(0));
            return;
          }
          if (!clientGone.get() && !(cause(e) instanceof ClientGoneException)) {
            LOG.error("the stream of {} {} broke off", request.getMethod(), path(), e);
          }
          callback.failed(e);
        });
  }

  private static Throwable cause(Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  private void last(ByteBuffer piece) {
    var unused =
        piece(true, piece)
            .whenComplete(
                (done, e) -> {
                  if (e == null) {
                    callback.succeeded();
                  } else {
                    callback.failed(e);
                  }
                });
  }

  private CompletableFuture<Void> piece(boolean last, ByteBuffer piece) {
    long patience = slowest.of(piece.remaining()).toMillis();
    CompletableFuture<Void> written = new CompletableFuture<>();
    response.write(
        last,
        piece,
        Callback.from(() -> written.complete(null), e -> written.completeExceptionally(e)));
    if (!written.isDone()) {
      var timer =
          request
              .getComponents()
              .getScheduler()
              .schedule(() -> giveUp(written, patience), patience, TimeUnit.MILLISECONDS);
      var unused = written.whenComplete((done, e) -> timer.cancel());
    }
    return written;
  }

  /** Ends the call, and with it the stream or connection that it came on. */
  private void giveUp(CompletableFuture<Void> written, long patience) {
    if (!written.isDone()) {
      TimeoutException slow =
          new TimeoutException("the client does not take the reply within " + patience + " ms");
      callback.failed(slow);
      written.completeExceptionally(slow);
    }
  }

  private String path() {
    return String.valueOf(request.getHttpURI().getPath());
  }
}
