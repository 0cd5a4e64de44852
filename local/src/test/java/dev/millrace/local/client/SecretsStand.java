package dev.millrace.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A stand-in for AWS Secrets Manager with one secret: its versions, and the labels that they have.
 *
 * <p><i>Source</i>: the API reference of AWS Secrets Manager: a label is at one version at a time;
 * it moves only where the version that has it is named; the version that AWSCURRENT leaves gets
 * AWSPREVIOUS.
 */
public final class SecretsStand implements AutoCloseable {

  public static final String NAME = "millrace/personal-data-keys";

  private static final String CURRENT = "AWSCURRENT";
  private static final String PREVIOUS = "AWSPREVIOUS";
  private static final String TARGET = "secretsmanager.";

  private final JsonMapper json = new JsonMapper();
  private final HttpServer server;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> versionOf = new TreeMap<>();
  private final List<String> calls = new ArrayList<>();
  private Runnable beforeLabelsMove = () -> {};

  public SecretsStand() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(thread);
    server.createContext("/", this::answer);
    server.start();
  }

  /** What the API says of a call that it does not carry out. */
  private static final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    Refusal(String code) {
      super(code);
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Puts a value in, as somebody does who knows of no labels. */
  public synchronized void put(String value) {
    move(CURRENT, add(value));
  }

  /** Gives the current version one more label. */
  synchronized void label(String label) {
    move(label, Optional.ofNullable(versionOf.get(CURRENT)).orElseThrow());
  }

  /** Does something once, before the next label moves: another who writes. */
  synchronized void beforeLabelsMove(Runnable what) {
    beforeLabelsMove = what;
  }

  /** The value of the version with a label. */
  public synchronized Optional<String> value(String label) {
    return Optional.ofNullable(versionOf.get(label)).map(values::get);
  }

  /** All labels that a version has. */
  public synchronized Set<String> labels() {
    return new LinkedHashSet<>(versionOf.keySet());
  }

  /** Names of the calls that were made, in order. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      JsonNode asked = json.readTree(exchange.getRequestBody().readAllBytes());
      ObjectNode said;
      int status = 200;
      try {
        said = answer(target.substring(TARGET.length()), asked);
      } catch (Refusal e) {
        status = 400;
        said = JsonNodeFactory.instance.objectNode().put("__type", e.getMessage());
      }
      byte[] reply = json.writeValueAsBytes(said);
      exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(status, reply.length);
      exchange.getResponseBody().write(reply);
    } finally {
      exchange.close();
    }
  }

  private synchronized ObjectNode answer(String call, JsonNode asked) throws Refusal {
    calls.add(call);
    if (!asked.path("SecretId").asText().equals(NAME)) {
      throw new Refusal("ResourceNotFoundException");
    }
    ObjectNode said = JsonNodeFactory.instance.objectNode().put("Name", NAME);
    switch (call) {
      case "DescribeSecret" -> {
        ObjectNode versions = said.putObject("VersionIdsToStages");
        versionOf.forEach((label, version) -> versions.withArray(version).add(label));
      }
      case "GetSecretValue" ->
          said.put(
              "SecretString",
              Optional.ofNullable(values.get(asked.path("VersionId").asText()))
                  .orElseThrow(() -> new Refusal("ResourceNotFoundException")));
      case "PutSecretValue" -> {
        String version = add(asked.path("SecretString").asText());
        asked.path("VersionStages").forEach(label -> versionOf.put(label.asText(), version));
        said.put("VersionId", version);
      }
      case "UpdateSecretVersionStage" -> {
        beforeLabelsMove.run();
        beforeLabelsMove = () -> {};
        update(asked);
      }
      default -> throw new Refusal("InvalidAction");
    }
    return said;
  }

  private void update(JsonNode asked) throws Refusal {
    String label = asked.path("VersionStage").asText();
    String from = asked.path("RemoveFromVersionId").asText();
    if (!from.equals(versionOf.getOrDefault(label, ""))) {
      throw new Refusal("InvalidParameterException");
    }
    if (asked.hasNonNull("MoveToVersionId")) {
      move(label, asked.path("MoveToVersionId").asText());
    } else {
      versionOf.remove(label);
    }
  }

  private String add(String value) {
    String version = "version-" + (values.size() + 1);
    values.put(version, value);
    return version;
  }

  private void move(String label, String version) {
    String before = versionOf.put(label, version);
    if (label.equals(CURRENT) && before != null) {
      versionOf.put(PREVIOUS, before);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
