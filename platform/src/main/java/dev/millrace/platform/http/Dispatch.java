package dev.millrace.platform.http;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings Jetty's requests to the {@link Routes} and their replies back: head, gate, memory, body,
 * endpoint, reply. Not of Jetty's non-blocking kind: one slow endpoint would then hold up every
 * connection.
 */
final class Dispatch extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  private final Routes routes;
  private final HttpListener listener;
  private final HttpLimits limits;
  private final Connections connections;
  private final SharedMemory memory;

  /** One call on its way. */
  private record Exchange(Request request, Response response, Callback callback) {}

  Dispatch(Routes routes, HttpListener listener, Connections connections) {
    this.routes = routes;
    this.listener = listener;
    this.limits = listener.limits();
    this.connections = connections;
    this.memory = new SharedMemory(limits.memoryBytes());
  }

  /** What the calls under way do not hold. */
  long freeBytes() {
    return memory.freeBytes();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    connections.called(request);
    // Who waits for an answer is not idle.
    request.addIdleTimeoutListener(idle -> false);
    Exchange exchange = new Exchange(request, response, callback);
    if (request.getHttpURI().getPathQuery().length() > limits.sizes().uriLength()) {
      refuse(exchange, routes.error(tooLongUri()));
      return true;
    }
    Optional<HttpHead> readable = Heads.head(request);
    if (readable.isEmpty()) {
      refuse(exchange, routes.error(noUtf8()));
      return true;
    }
    Routes.Found found = routes.find(request.getMethod(), readable.get().path());
    HttpHead head = readable.get().withParameters(found.parameters());
    Gate.Passage passage;
    try {
      passage = passage(found.way(), head);
    } catch (RuntimeException e) {
      passage = new Gate.Passage.Refused(defect(request, e));
    }
    if (passage instanceof Gate.Passage.Refused refused) {
      refuse(exchange, refused.reply());
    } else if (passage instanceof Gate.Passage.Granted granted) {
      read(exchange, head, granted);
    }
    return true;
  }

  private Gate.Passage passage(Routes.Way way, HttpHead head) {
    if (way instanceof Routes.Way.Missing missing) {
      return new Gate.Passage.Refused(missing.reply());
    }
    if (way instanceof Routes.Way.Gated gated) {
      return gated.gate().pass(head);
    }
    if (way instanceof Routes.Way.Open open) {
      return new Gate.Passage.Granted(
          "address " + head.remote(),
          listener.maxBodyBytes(),
          new Problem(
              413,
              "TOO_LARGE",
              "the body is larger than the " + listener.maxBodyBytes() + " bytes let in"),
          open.endpoint());
    }
    throw new AssertionError(way);
  }

  private void read(Exchange exchange, HttpHead head, Gate.Passage.Granted granted) {
    Request request = exchange.request();
    if (request.getLength() > granted.maxBodyBytes()) {
      refuse(exchange, routes.error(granted.tooLarge()));
      return;
    }
    Optional<SharedMemory.Share> taken =
        memory.take(granted.party(), HttpLimits.CALL_BYTES + BodyReader.reserved(request));
    if (taken.isEmpty()) {
      refuse(exchange, busy());
      return;
    }
    SharedMemory.Share share = taken.get();
    BodyReader.read(
            request,
            new BodyReader.Bounds(granted.maxBodyBytes(), share, limits.patience().slowest()))
        .whenComplete(
            (outcome, unreadable) -> {
              if (unreadable != null) {
                share.close();
                exchange.callback().failed(unreadable);
              } else if (outcome instanceof BodyReader.Outcome.Whole whole) {
                answer(exchange, granted.endpoint(), head, whole.bytes(), share);
              } else {
                share.close();
                turnDown(exchange, granted, outcome);
              }
            });
  }

  private void answer(
      Exchange exchange, Endpoint endpoint, HttpHead head, byte[] body, SharedMemory.Share share) {
    Request request = exchange.request();
    CompletionStage<HttpReply> reply;
    try {
      reply = endpoint.answer(HttpCall.of(head, body));
    } catch (RuntimeException | StackOverflowError e) {
      reply = CompletableFuture.failedFuture(e);
    }
    Callback released = Callback.from(exchange.callback(), share::close);
    reply
        .exceptionally(e -> defect(request, unwrap(e)))
        .thenAccept(
            known ->
                new ReplyWriter(request, exchange.response(), released, limits.patience().slowest())
                    .write(known));
  }

  private void turnDown(
      Exchange exchange, Gate.Passage.Granted granted, BodyReader.Outcome outcome) {
    if (outcome instanceof BodyReader.Outcome.TooLarge) {
      refuse(exchange, routes.error(granted.tooLarge()));
    } else if (outcome instanceof BodyReader.Outcome.NoRoom) {
      refuse(exchange, busy());
    } else if (outcome instanceof BodyReader.Outcome.TooSlow) {
      refuseAndClose(exchange, routes.error(tooSlow()));
    } else {
      throw new AssertionError(outcome);
    }
  }

  /** Who asked before sending a body is told at once; the body of any other is thrown away. */
  private void refuse(Exchange exchange, HttpReply reply) {
    Request request = exchange.request();
    if (request.getHeaders().contains(HttpHeader.EXPECT, "100-continue")) {
      write(exchange, reply);
      return;
    }
    Discarding.of(request, limits.sizes().discardedBytes(), limits.patience().discarding())
        .thenAccept(
            all -> {
              if (all) {
                write(exchange, reply);
              } else {
                refuseAndClose(exchange, reply);
              }
            });
  }

  /** HTTP/2 resets the one stream instead. */
  private void refuseAndClose(Exchange exchange, HttpReply reply) {
    boolean isOneByOne =
        exchange.request().getConnectionMetaData().getHttpVersion().getVersion()
            < HttpVersion.HTTP_2.getVersion();
    write(exchange, isOneByOne ? reply.with("Connection", "close") : reply);
  }

  private void write(Exchange exchange, HttpReply reply) {
    new ReplyWriter(
            exchange.request(),
            exchange.response(),
            exchange.callback(),
            limits.patience().slowest())
        .write(reply);
  }

  private HttpReply defect(Request request, Throwable e) {
    String id = UUID.randomUUID().toString();
    LOG.error("{} {} failed, error id {}", request.getMethod(), Heads.path(request), id, e);
    return routes.error(
        new Problem(
            500,
            "INTERNAL_ERROR",
            "the server failed; its log has the reason under error id " + id));
  }

  private HttpReply busy() {
    return routes
        .error(
            new Problem(
                503,
                "BUSY",
                "too much of yours is under way at once: try again when some of it has ended"))
        .with("Retry-After", "1");
  }

  private static Problem noUtf8() {
    return new Problem(
        400,
        "BAD_REQUEST",
        "path and query are not percent-encoded UTF-8: encode each name and value as such");
  }

  private Problem tooSlow() {
    return new Problem(
        408,
        "TOO_SLOW",
        "the body did not come in time: send at least "
            + limits.patience().slowest().bytesPerSecond()
            + " bytes a second");
  }

  private Problem tooLongUri() {
    return new Problem(
        414,
        "URI_TOO_LONG",
        "path and query are longer than the " + limits.sizes().uriLength() + " characters let in");
  }

  private static Throwable unwrap(Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }
}
