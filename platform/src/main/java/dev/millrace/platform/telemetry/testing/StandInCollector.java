package dev.millrace.platform.telemetry.testing;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * A collector on a free port of this machine that takes OTLP over HTTP and keeps what comes, or
 * only counts it.
 *
 * <p><i>Threads</i>: may be used by many.
 */
public final class StandInCollector implements AutoCloseable {

  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  private final Keeping keeping;
  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final Set<String> encodings = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private final HttpServer server;

  /** What becomes of what comes. */
  public enum Keeping {
    ALL,
    NOTHING
  }

  /** Listens. */
  public StandInCollector(Keeping keeping) {
    this.keeping = keeping;
    this.server =
        HttpServer.start(
            "collector",
            HttpListener.loopback(0, "the port of the collector", MAX_BODY_BYTES),
            new Routes().on("POST", "/v1/traces", this::take));
  }

  /** Base URI, as {@code telemetry.collector} wants it. */
  public URI address() {
    return server.address();
  }

  /** Requests that have come. */
  public long requests() {
    return requests.get();
  }

  /** Their bodies, each an ExportTraceServiceRequest, in the order in which they came. */
  public List<byte[]> bodies() {
    return List.copyOf(bodies);
  }

  @Override
  public void close() {
    server.close();
  }

  /** How the bodies came: {@code gzip}, or {@code identity} where no request said anything. */
  public Set<String> encodings() {
    return Set.copyOf(encodings);
  }

  private CompletionStage<HttpReply> take(HttpCall call) {
    requests.incrementAndGet();
    encodings.add(call.header("content-encoding").orElse("identity"));
    if (keeping == Keeping.ALL) {
      bodies.add(unpacked(call));
    }
    return HttpReply.of(200, "application/x-protobuf", new byte[0]).done();
  }

  private static byte[] unpacked(HttpCall call) {
    if (call.header("content-encoding").filter("gzip"::equals).isEmpty()) {
      return call.body();
    }
    try (GZIPInputStream packed = new GZIPInputStream(new ByteArrayInputStream(call.body()))) {
      return packed.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the body of spans is not gzip", e);
    }
  }
}
