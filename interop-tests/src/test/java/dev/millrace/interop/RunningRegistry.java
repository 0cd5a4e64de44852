package dev.millrace.interop;

import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import java.net.URI;
import java.nio.file.Path;

/** A registry of ours on a Kafka of its own. */
final class RunningRegistry implements AutoCloseable {

  private static final int MAX_BODY_BYTES = 1 << 20;

  private final EmbeddedKafka kafka;
  private final SchemaRegistryService registry;

  RunningRegistry(Path folder) {
    kafka = new EmbeddedKafka(folder, 0);
    kafka.start();
    registry =
        new SchemaRegistryService(
            kafka.connection(), HttpListener.loopback(0, "registry.port", MAX_BODY_BYTES));
    registry.start();
  }

  URI address() {
    return registry.address();
  }

  @Override
  public void close() {
    registry.close();
    kafka.close();
  }
}
