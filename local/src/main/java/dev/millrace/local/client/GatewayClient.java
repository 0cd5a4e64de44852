package dev.millrace.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.factory.FactoryException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a gateway, with the key of the command line. */
public final class GatewayClient {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int FOUND = 200;

  private final URI gateway;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final JsonMapper json = new JsonMapper();

  public GatewayClient(RunningFactory factory) {
    this.gateway = factory.address().gateway();
    this.key = factory.key();
  }

  /** What a path shows, as JSON. */
  public JsonNode json(String path) throws IOException, InterruptedException {
    return json.readTree(text(path));
  }

  /**
   * What a path shows.
   *
   * @throws FactoryException where it is not shown
   */
  public String text(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != FOUND) {
      throw new FactoryException(
          "the gateway at " + gateway + " answers " + response.statusCode() + " to GET " + path);
    }
    return response.body();
  }
}
