package dev.millrace.platform.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.telemetry.Meters;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A service that can be asked how it is, over HTTP: {@code /healthz} (the process answers), {@code
 * /readyz} (200 while it does its work, kept from some of it or not; 503 before and after) and
 * {@code /metrics} (what is measured in the process, in the words of Prometheus).
 *
 * <p><i>Failure</i>: a port that is taken keeps the service from starting.
 */
public final class OperatedService implements Service {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final Service service;
  private final OperationsSettings settings;
  private final Meters meters;
  private volatile @Nullable HttpServer server;

  /**
   * Not started yet.
   *
   * @param service is taken over
   */
  public OperatedService(Service service, OperationsSettings settings) {
    this(service, settings, Meters.ofProcess());
  }

  OperatedService(Service service, OperationsSettings settings, Meters meters) {
    this.service = service;
    this.settings = settings;
    this.meters = meters;
  }

  @Override
  public String name() {
    return service.name();
  }

  @Override
  public void start() {
    settings
        .listener()
        .ifPresent(
            listener -> {
              measure();
              server = HttpServer.start("operations", listener, routes());
            });
    service.start();
  }

  @Override
  public Health health() {
    return service.health();
  }

  /** Where it is asked; known once it is started, absent where nobody asks. */
  public Optional<URI> address() {
    return Optional.ofNullable(server).map(HttpServer::address);
  }

  @Override
  public void close() {
    Parts parts = new Parts(name());
    HttpServer open = server;
    if (open != null) {
      parts.add(open);
    }
    // Closed first: it is asked how it is while it stops.
    parts.add(service);
    parts.close();
  }

  private void measure() {
    meters.gauge(
        Metric.JOB_RUNNING,
        Map.of(Dimension.JOB, name()),
        () -> service.health() instanceof Health.Running ? 1 : 0);
    meters.gauge(
        Metric.PROCESS_HEAP,
        Map.of(),
        () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    meters.gauge(Metric.PROCESS_CPU, Map.of(), OperatedService::cpuSeconds);
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / NANOS_PER_SECOND
        : Double.NaN;
  }

  private Routes routes() {
    return new Routes()
        .on("GET", "/healthz", call -> text(200, "alive"))
        .on("GET", "/readyz", call -> ready())
        .on(
            "GET",
            "/metrics",
            call ->
                HttpReply.of(200, Meters.MEDIA_TYPE, meters.prometheus().getBytes(UTF_8)).done());
  }

  private CompletionStage<HttpReply> ready() {
    Health health = service.health();
    if (health instanceof Health.Running) {
      return text(200, "ready");
    }
    if (health instanceof Health.Impaired impaired) {
      return text(200, "impaired: " + impaired.reason());
    }
    if (health instanceof Health.Failed failed) {
      return text(503, "failed: " + failed.reason());
    }
    return text(503, "starting");
  }

  private static CompletionStage<HttpReply> text(int status, String text) {
    return HttpReply.of(status, TEXT, text.getBytes(UTF_8)).done();
  }
}
