package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The way in over HTTP: who you are is in the key, what you want in the path, what happened in the
 * body.
 */
public final class Gateway implements AutoCloseable {

  /** Longest time to find out whether a pipeline that is not known here was just applied. */
  private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(5);

  private final HttpServer server;
  private final Deque<AutoCloseable> parts;

  private Gateway(HttpServer server, Deque<AutoCloseable> parts) {
    this.server = server;
    this.parts = parts;
  }

  /** Where the gateway listens and whom it talks to. */
  public record Connections(
      HttpListener listener, KafkaConnection kafka, SchemaRegistry registry) {}

  /**
   * Opens the gateway.
   *
   * @param pipelines the specs in force
   * @param ready whether the topology behind it works
   * @throws dev.millrace.platform.http.PortTakenException where somebody else listens on the port
   */
  public static Gateway open(
      Connections connections,
      ApiKeys keys,
      CompactedView<PipelineSpec> pipelines,
      BooleanSupplier ready) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      KafkaPublisher publisher = KafkaPublisher.open(connections.kafka(), connections.registry());
      opened.push(publisher);
      AwaitedPredictions predictions = new AwaitedPredictions();
      opened.push(new PredictionFollower(connections.kafka(), connections.registry(), predictions));
      GatewayParts parts =
          new GatewayParts(
              keys,
              name -> inTime(pipelines.findFreshLater(name)),
              publisher,
              new Outage(InstantSource.system()),
              InstantSource.system(),
              () -> UUID.randomUUID().toString());
      HttpServer server =
          HttpServer.start(
              "gateway",
              connections.listener(),
              GatewayRoutes.routes(GatewayRoutes.of(parts, predictions, ready)));
      opened.push(server);
      return new Gateway(server, opened);
    } catch (RuntimeException e) {
      close(opened);
      throw e;
    }
  }

  /** Where it listens. */
  public URI address() {
    return server.address();
  }

  /** Takes no more calls, and ends those under way. May be called twice. */
  @Override
  public void close() {
    close(parts);
  }

  private static <T> CompletionStage<T> inTime(CompletionStage<T> stage) {
    return stage
        .toCompletableFuture()
        .copy()
        .orTimeout(LOOKUP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("the gateway cannot be closed", e);
      }
    }
  }
}
