package dev.millrace.platform.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings Jetty's requests to the {@link Routes} and their replies back. Not of Jetty's non-blocking
 * kind: one slow endpoint would then hold up every connection.
 */
final class Dispatch extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  /** Bodies under way together: an eighth of a small heap, many times a large batch. */
  private static final int MAX_KIB_UNDER_WAY = 128 * 1024;

  private final Routes routes;
  private final int maxBodyBytes;
  private final Semaphore kib = new Semaphore(MAX_KIB_UNDER_WAY);

  Dispatch(Routes routes, int maxBodyBytes) {
    this.routes = routes;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int reserved = reservedKib(request);
    if (!kib.tryAcquire(reserved)) {
      write(request, busy(), response, callback);
      return true;
    }
    Callback released = Callback.from(callback, () -> kib.release(reserved));
    BodyReader.read(request, maxBodyBytes)
        .whenComplete(
            (body, unreadable) -> {
              if (unreadable != null) {
                released.failed(unreadable);
              } else {
                answer(request, body)
                    .whenComplete((reply, e) -> write(request, reply, response, released));
              }
            });
    return true;
  }

  private CompletionStage<HttpReply> answer(Request request, Optional<byte[]> body) {
    if (body.isEmpty()) {
      return tooLarge().done();
    }
    CompletionStage<HttpReply> reply;
    try {
      reply = routes.answer(call(request, body.get()));
    } catch (RuntimeException | StackOverflowError e) {
      reply = CompletableFuture.failedFuture(e);
    }
    return reply.exceptionally(e -> defect(request, unwrap(e)));
  }

  private HttpReply defect(Request request, Throwable e) {
    String id = UUID.randomUUID().toString();
    LOG.error(
        "{} {} failed, error id {}", request.getMethod(), request.getHttpURI().getPath(), id, e);
    return routes.error(
        new Problem(
            500,
            "INTERNAL_ERROR",
            "the server failed; its log has the reason under error id " + id));
  }

  /** What the body may take; one that does not say how long it is may take all that is let in. */
  private int reservedKib(Request request) {
    long length = request.getLength() < 0 ? maxBodyBytes : request.getLength();
    return (int) Math.min(MAX_KIB_UNDER_WAY, Math.min(maxBodyBytes, length) / 1024 + 1);
  }

  private HttpReply busy() {
    return routes
        .error(new Problem(503, "BUSY", "the server holds as many requests as it can: try again"))
        .with("Retry-After", "1");
  }

  private HttpReply tooLarge() {
    return routes.error(
        new Problem(
            413, "TOO_LARGE", "the body is larger than the " + maxBodyBytes + " bytes let in"));
  }

  private void write(Request request, HttpReply reply, Response response, Callback callback) {
    try {
      response.setStatus(reply.status());
      reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
      if (reply instanceof HttpReply.Whole whole) {
        boolean bodiless = HttpStatus.hasNoBody(whole.status());
        if (!bodiless) {
          response.getHeaders().put("Content-Length", whole.body().length);
        }
        response.write(true, ByteBuffer.wrap(bodiless ? new byte[0] : whole.body()), callback);
      } else if (reply instanceof HttpReply.Streamed streamed) {
        stream(request, streamed, response, callback);
      } else {
        throw new AssertionError(reply);
      }
    } catch (RuntimeException e) {
      LOG.error("the reply to {} {} cannot be sent", request.getMethod(), path(request), e);
      callback.failed(e);
    }
  }

  private static void stream(
      Request request, HttpReply.Streamed reply, Response response, Callback callback) {
    AtomicBoolean clientGone = new AtomicBoolean();
    HttpReply.Sink sink =
        piece -> {
          CompletableFuture<Void> written = new CompletableFuture<>();
          response.write(
              false,
              piece,
              Callback.from(
                  () -> written.complete(null),
                  e -> {
                    clientGone.set(true);
                    written.completeExceptionally(e);
                  }));
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
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
          }
          if (!clientGone.get() && !(unwrap(e) instanceof ClientGoneException)) {
            LOG.error("the stream of {} {} broke off", request.getMethod(), path(request), e);
          }
          callback.failed(unwrap(e));
        });
  }

  private static HttpCall call(Request request, byte[] body) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
          .add(String.valueOf(field.getValue()));
    }
    return new HttpCall(
        request.getMethod(), path(request), Map.of(), query(request), headers, body);
  }

  private static String path(Request request) {
    String path = request.getHttpURI().getPath();
    return path == null ? "/" : path;
  }

  private static Map<String, List<String>> query(Request request) {
    Fields fields;
    try {
      fields = Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      // Broken percent-encoding: the parameters are as good as absent, and the endpoint says what
      // it misses.
      return Map.of();
    }
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (Fields.Field field : fields) {
      query.put(field.getName(), List.copyOf(field.getValues()));
    }
    return query;
  }

  private static Throwable unwrap(@Nullable Throwable e) {
    return e instanceof CompletionException && e.getCause() != null
        ? e.getCause()
        : (e == null ? new AssertionError() : e);
  }
}
