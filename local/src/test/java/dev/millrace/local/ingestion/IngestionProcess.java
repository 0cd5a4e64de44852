package dev.millrace.local.ingestion;

import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.local.apart.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The job in a process of its own, to be killed. */
final class IngestionProcess {

  /** The key of tenant acme. */
  static final String KEY = "secret";

  private IngestionProcess() {}

  /**
   * What a process is like.
   *
   * @param instance its name in the group
   * @param gateway where it listens
   * @param state where its stores lie
   * @param personalData file of the keys that personal data is hidden with
   */
  record Place(String instance, URI gateway, Path state, Path personalData) {}

  static Process start(Place place, String bootstrap, URI registry) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaProcess.command(
                    JavaProcess.ofTests("256m"), "dev.millrace.ingestion.IngestionMain", List.of()))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(
            new HashMap<>(
                Map.of(
                    "MILLRACE_KAFKA_BOOTSTRAP", bootstrap,
                    "MILLRACE_REGISTRY_ADDRESS", registry.toString(),
                    "MILLRACE_INGESTION_KEYS", ApiKeys.digest(KEY) + "=acme",
                    "MILLRACE_INGESTION_INSTANCE", place.instance(),
                    "MILLRACE_INGESTION_GATEWAY_PORT", String.valueOf(place.gateway().getPort()),
                    "MILLRACE_INGESTION_PERSONAL_DATA_KEYS_FILE", place.personalData().toString(),
                    "MILLRACE_INGESTION_STATE_FOLDER", place.state().toString())));
    return builder.start();
  }

  /** Makes a file with a key for personal data. */
  static Path personalData(Path folder) throws IOException {
    Path file = folder.resolve("personal-data.keys");
    new KeyLines(new SecureRandom()).create(file);
    return file;
  }

  /** An address on loopback that nobody uses. */
  static URI freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }
}
