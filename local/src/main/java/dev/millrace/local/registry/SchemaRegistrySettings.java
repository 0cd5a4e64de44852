package dev.millrace.local.registry;

import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.settings.SettingsReader;

/**
 * Settings of the registry where it runs alone.
 *
 * @param kafka where schemas are kept, in the topic {@code _schemas}
 * @param listener on loopback, because anybody may write who reaches it, unless somebody says that
 *     the network lets in none but the factory
 */
record SchemaRegistrySettings(KafkaConnection kafka, HttpListener listener) {

  private static final int PORT = 8081;
  private static final String FENCED = "registry.fenced";
  private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  /** Reads {@code kafka.*} and {@code registry.*}. */
  static SchemaRegistrySettings from(SettingsReader settings) {
    HttpListener listener =
        new HttpListener(
            settings.text("registry.host", "127.0.0.1"),
            settings.integer("registry.port", PORT, 0, 65535),
            "registry.port",
            MAX_BODY_BYTES);
    boolean fenced = settings.flag(FENCED, false);
    if (!listener.isLoopback() && !fenced) {
      settings.problem(
          "registry.host is "
              + listener.host()
              + ", where anybody may write schemas who reaches it: set "
              + FENCED
              + "=true where the network lets in none but the factory");
    }
    return new SchemaRegistrySettings(KafkaConnection.from(settings), listener);
  }
}
