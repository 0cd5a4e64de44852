package dev.millrace.benchmarks.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The stand-in for Bedrock in a process of its own, and what it says of the calls. */
final class Endpoint implements AutoCloseable {

  private static final String MAIN = "dev.millrace.bedrock.BedrockLocalMain";
  private static final String METER = "/_millrace/meter";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChildProcess process;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  private Endpoint(ChildProcess process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it.
   *
   * @param folder empty, its own
   * @param setup what models are like, as in docs/bedrock-local.md
   */
  static Endpoint start(Path folder, String setup) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve("setup.json"), setup);
    URI address = FreePort.address();
    ChildProcess process =
        ChildProcess.start(
            MAIN,
            Map.of(
                "MILLRACE_BEDROCK_PORT",
                String.valueOf(address.getPort()),
                "MILLRACE_BEDROCK_S3_PORT",
                "0",
                "MILLRACE_BEDROCK_SETUP_FILE",
                file.toString(),
                "MILLRACE_BEDROCK_INVOCATIONS",
                folder.resolve("invocations.jsonl").toString()));
    Endpoint endpoint = new Endpoint(process, address);
    FreePort.awaitReady(process, address.resolve(METER));
    return endpoint;
  }

  URI address() {
    return address;
  }

  /** Calls that it has answered. */
  long calls() {
    return get(METER).path("calls").asLong();
  }

  /** What it says of the quota of a model, as in docs/bedrock-local.md. */
  JsonNode quota(String model) {
    return get("/_millrace/quotas").path("models").path(model);
  }

  @Override
  public void close() {
    process.close();
  }

  private JsonNode get(String path) {
    process.requireAlive();
    try {
      HttpResponse<byte[]> reply =
          http.send(
              HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofByteArray());
      if (reply.statusCode() != 200) {
        throw new IllegalStateException(
            "the endpoint answered " + reply.statusCode() + " to " + path);
      }
      return JSON.readTree(reply.body());
    } catch (IOException e) {
      throw new UncheckedIOException("the endpoint does not answer to " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
