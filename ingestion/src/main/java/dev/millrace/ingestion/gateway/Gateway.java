package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.predictions.Outlets;
import dev.millrace.ingestion.gateway.predictions.PredictionsOut;
import dev.millrace.ingestion.gateway.predictions.StreamLimits;
import dev.millrace.ingestion.gateway.quality.QualityOut;
import dev.millrace.ingestion.gateway.spending.SpendingOut;
import dev.millrace.ingestion.gateway.status.StatusWatch;
import dev.millrace.ingestion.schema.SchemaShapes;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.platform.tenants.ErasedTenants;
import dev.millrace.record.ApiKey;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * The way in over HTTP: who you are is in the key, what you want in the path, what happened in the
 * body.
 */
public final class Gateway implements AutoCloseable {

  /** Largest body that can be taken: its events, each with its envelope, are under way at once. */
  public static final int LARGEST_BODY_BYTES = KafkaPublisher.MAX_BYTES_UNDER_WAY / 2;

  /** Longest time to find out whether a pipeline that is not known here was just applied. */
  private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(5);

  private final HttpServer server;
  private final Parts parts;

  private Gateway(HttpServer server, Parts parts) {
    this.server = server;
    this.parts = parts;
  }

  /**
   * Where the gateway listens and whom it talks to.
   *
   * @param telemetry stays the caller's
   */
  public record Connections(
      HttpListener listener, KafkaConnection kafka, SchemaRegistry registry, Telemetry telemetry) {}

  /**
   * How predictions, costs and figures go out.
   *
   * @param folder where the gateway remembers where predictions are
   * @param streams how many may be open
   * @param costs folder in which the gateway keeps costs by window
   * @param figures folder in which it keeps figures of drift and quality
   */
  public record Outgoing(Path folder, StreamLimits streams, Path costs, Path figures) {}

  /**
   * Who may come in before any key is issued, and how much anybody may send.
   *
   * @param keys in force from the start
   * @param limits where nothing else is set for a tenant
   */
  public record Access(ApiKeys keys, RateLimits limits) {}

  /**
   * What runs around the gateway.
   *
   * @param ready whether the topology behind it works
   * @param jobs those of its process
   * @param additions what it serves beside its own operations; taken over
   */
  public record Home(
      BooleanSupplier ready, Supplier<Collection<Service>> jobs, List<Addition> additions) {

    public Home {
      additions = List.copyOf(additions);
    }
  }

  /**
   * Opens the gateway.
   *
   * @param access is added to what the topics of keys and limits say
   * @param pipelines the specs in force
   * @param outgoing how predictions, costs and figures go out
   * @param home what runs around it
   * @throws dev.millrace.platform.http.PortTakenException where somebody else listens on the port
   */
  public static Gateway open(
      Connections connections,
      Access access,
      CompactedView<PipelineSpec> pipelines,
      Outgoing outgoing,
      Home home) {
    Parts opened = new Parts("the gateway");
    try {
      KafkaPublisher publisher = KafkaPublisher.open(connections.kafka(), connections.registry());
      opened.add(publisher);
      CompactedView<ApiKey> keys = view(Topics.API_KEYS, connections, opened);
      CompactedView<TenantLimits> limits = view(Topics.TENANT_LIMITS, connections, opened);
      Outlets outlets =
          opened
              .add(
                  PredictionsOut.open(
                      connections.kafka(),
                      connections.registry(),
                      outgoing.folder(),
                      outgoing.streams()))
              .outlets();
      SpendingOut spending =
          opened.add(
              SpendingOut.open(
                  connections.kafka(), connections.registry(), pipelines, outgoing.costs()));
      QualityOut quality =
          opened.add(
              QualityOut.open(
                  connections.kafka(),
                  connections.registry(),
                  spending::tenants,
                  outgoing.figures()));
      Models models =
          new Models(
              view(Topics.MODEL_VERSIONS, connections, opened)::values,
              view(Topics.MODEL_RUNS, connections, opened)::values,
              spending::tenants);
      StatusWatch watch =
          opened.add(StatusWatch.open(connections.kafka(), home.jobs(), InstantSource.system()));
      Reports reports =
          new Reports(
              spending.spending(),
              quality.quality(),
              models,
              new Standing(watch::status, watch.streams(), pipelines::values));
      Allowances allowances =
          new Allowances(
              access.limits(),
              connections.listener().maxBodyBytes(),
              limits::find,
              InstantSource.system());
      GatewayParts parts =
          new GatewayParts(
              new Callers(
                  access.keys(), keys::find, new ErasedTenants(limits), InstantSource.system()),
              allowances,
              name -> inTime(pipelines.findFreshLater(name)),
              new ContentDecoding(allowances::maxBodyBytes),
              new SchemaShapes(),
              publisher,
              new Outage(InstantSource.system()),
              connections.telemetry(),
              InstantSource.system(),
              () -> UUID.randomUUID().toString());
      List<Operation> operations =
          new ArrayList<>(GatewayRoutes.of(parts, outlets, reports, home.ready()));
      List<String> descriptions = new ArrayList<>();
      for (Addition addition : home.additions()) {
        operations.addAll(opened.add(addition).open(spending::tenants));
        descriptions.add(addition.description());
      }
      operations.add(GatewayRoutes.description(descriptions));
      HttpServer server =
          HttpServer.start(
              "gateway", connections.listener(), GatewayRoutes.routes(operations, parts));
      opened.add(server);
      // Before the server, which would wait for them.
      opened.add(outlets.streams());
      opened.add(watch.streams());
      home.additions().forEach(addition -> opened.add(addition::endCalls));
      return new Gateway(server, opened);
    } catch (RuntimeException e) {
      throw opened.closeBecauseOf(e);
    }
  }

  /** Where it listens. */
  public URI address() {
    return server.address();
  }

  /** Takes no more calls, and ends those under way. May be called twice. */
  @Override
  public void close() {
    parts.close();
  }

  private static <V extends SpecificRecord> CompactedView<V> view(
      Topic<V> topic, Connections connections, Parts opened) {
    return opened.add(CompactedView.open(topic, connections.kafka(), connections.registry()));
  }

  /**
   * The stage with an end to patience. Bodies are taken apart by who completes it, and that must
   * not be the one thread of the view: a stage that has to be waited for goes on elsewhere.
   */
  static <T> CompletionStage<T> inTime(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.isDone()
        ? future
        : future
            .copy()
            .orTimeout(LOOKUP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .thenApplyAsync(Function.identity());
  }
}
