package dev.millrace.local.registry;

import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The embedded schema registry as a service. */
public final class SchemaRegistryService implements Service {

  private final KafkaConnection kafka;
  private final HttpListener listener;
  private @Nullable SchemaLog log;
  private @Nullable HttpServer server;

  public SchemaRegistryService(KafkaConnection kafka, HttpListener listener) {
    this.kafka = kafka;
    this.listener = listener;
  }

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public void start() {
    SchemaLog opened = new SchemaLog(kafka);
    log = opened;
    SchemaCatalog catalog = new SchemaCatalog();
    opened.replay(catalog);
    server = HttpServer.start("registry", listener, SchemaRegistryApi.routes(catalog, opened));
  }

  /** Where it listens; known once it is started. */
  public URI address() {
    if (server == null) {
      throw new IllegalStateException("the registry is not started");
    }
    return server.address();
  }

  @Override
  public Health health() {
    return server == null ? new Health.Starting() : new Health.Running();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (log != null) {
      log.close();
    }
  }
}
