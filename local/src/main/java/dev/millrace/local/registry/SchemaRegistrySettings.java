package dev.millrace.local.registry;

import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.settings.SettingsReader;

/**
 * Settings of the registry where it runs alone.
 *
 * @param kafka where schemas are kept, in the topic {@code _schemas}
 * @param listener on loopback, because anybody may write who reaches it
 */
record SchemaRegistrySettings(KafkaConnection kafka, HttpListener listener) {

  private static final int PORT = 8081;
  private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  /** Reads {@code kafka.*} and {@code registry.port}. */
  static SchemaRegistrySettings from(SettingsReader settings) {
    return new SchemaRegistrySettings(
        KafkaConnection.from(settings),
        HttpListener.loopback(
            settings.integer("registry.port", PORT, 0, 65535), "registry.port", MAX_BODY_BYTES));
  }
}
