package dev.millrace.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * Talks to a registry over the Confluent Schema Registry REST API.
 *
 * <p><i>Threads</i>: may be used by many at once. Ids and registrations are remembered for ever,
 * because they never change.
 *
 * <p><i>Failure</i>: a registry that is away or answers 5xx is asked again, {@value #ATTEMPTS}
 * times in all with growing pauses; then {@link RegistryException}.
 *
 * <p><i>Source</i>: Confluent Platform, "Schema Registry API reference".
 */
public final class RegistryClient implements SchemaRegistry {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int VERSION_NOT_FOUND = 40402;
  private static final int SCHEMA_NOT_FOUND = 40403;

  /** Who the client is. */
  public sealed interface Credentials {

    /** Nobody in particular. */
    static Credentials none() {
      return new None();
    }

    /** Name and password. */
    static Credentials basic(String user, String password) {
      return new Basic(user, password);
    }

    /** The value of the Authorization header; empty where there is none. */
    Optional<String> header();

    /** Nobody in particular. */
    record None() implements Credentials {
      @Override
      public Optional<String> header() {
        return Optional.empty();
      }
    }

    /** Name and password; not shown by {@code toString}. */
    record Basic(String user, String password) implements Credentials {
      @Override
      public Optional<String> header() {
        return Optional.of(
            "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8)));
      }

      @Override
      public String toString() {
        return "Basic[user=" + user + "]";
      }
    }
  }

  /** How the client waits between attempts. */
  @FunctionalInterface
  public interface Pause {

    /** Waits. */
    void of(Duration time) throws InterruptedException;
  }

  private record Reply(int status, JsonNode body) {

    int errorCode() {
      return body.path("error_code").asInt(status);
    }

    String message() {
      return body.path("message").asText("status " + status);
    }
  }

  private final URI address;
  private final Credentials credentials;
  private final HttpClient http;
  private final Pause pause;
  private final ConcurrentMap<Integer, Schema> byId = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Map<Schema, Integer>> registered = new ConcurrentHashMap<>();

  public RegistryClient(URI address, Credentials credentials) {
    this(
        address,
        credentials,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build(),
        time -> Thread.sleep(time.toMillis()));
  }

  /**
   * A client with a transport of one's own.
   *
   * @param http carries the TLS context where the registry needs one
   * @param pause waits between attempts
   */
  public RegistryClient(URI address, Credentials credentials, HttpClient http, Pause pause) {
    this.address = address;
    this.credentials = credentials;
    this.http = http;
    this.pause = pause;
  }

  @Override
  public int register(String subject, Schema schema) {
    Map<Schema, Integer> known =
        registered.computeIfAbsent(subject, name -> new ConcurrentHashMap<>());
    Integer id = known.get(schema);
    if (id == null) {
      Reply reply = send("POST", "/subjects/" + encoded(subject) + "/versions", body(schema));
      if (reply.status() == 409) {
        throw new IncompatibleSchemaException(
            "the schema "
                + schema.getFullName()
                + " may not follow those under "
                + subject
                + ": "
                + reply.message());
      }
      id = success(reply, "register under " + subject).path("id").asInt();
      known.put(schema, id);
    }
    return id;
  }

  @Override
  public Schema schemaById(int id) {
    Schema schema = byId.get(id);
    if (schema == null) {
      Reply reply = send("GET", "/schemas/ids/" + id, null);
      if (reply.status() == 404) {
        throw new UnknownSchemaException("the registry at " + address + " has no schema " + id);
      }
      schema = parse(success(reply, "read schema " + id).path("schema").asText());
      byId.put(id, schema);
    }
    return schema;
  }

  /** Id of a schema under a subject; empty where it was never registered there. */
  public Optional<Integer> lookup(String subject, Schema schema) {
    Reply reply = send("POST", "/subjects/" + encoded(subject), body(schema));
    if (isUnknown(reply)) {
      return Optional.empty();
    }
    return Optional.of(success(reply, "look up under " + subject).path("id").asInt());
  }

  /** Version numbers under a subject, rising; empty where there is no such subject. */
  public List<Integer> versions(String subject) {
    Reply reply = send("GET", "/subjects/" + encoded(subject) + "/versions", null);
    if (isUnknown(reply)) {
      return List.of();
    }
    List<Integer> versions = new ArrayList<>();
    success(reply, "list versions of " + subject).forEach(version -> versions.add(version.asInt()));
    return List.copyOf(versions);
  }

  /**
   * Why a schema may not follow those under a subject; empty where it may, or there is none yet.
   */
  public List<String> incompatibilities(String subject, Schema schema) {
    Reply reply =
        send(
            "POST",
            "/compatibility/subjects/" + encoded(subject) + "/versions?verbose=true",
            body(schema));
    if (isUnknown(reply)) {
      return List.of();
    }
    JsonNode verdict = success(reply, "check compatibility under " + subject);
    if (verdict.path("is_compatible").asBoolean()) {
      return List.of();
    }
    List<String> messages = new ArrayList<>();
    verdict.path("messages").forEach(message -> messages.add(message.asText()));
    return messages.isEmpty() ? List.of("the registry gives no reason") : List.copyOf(messages);
  }

  /** Sets a subject's compatibility level, such as BACKWARD. */
  public void compatibility(String subject, String level) {
    success(
        send(
            "PUT",
            "/config/" + encoded(subject),
            JSON.createObjectNode().put("compatibility", level).toString()),
        "set the compatibility of " + subject);
  }

  private static boolean isUnknown(Reply reply) {
    int code = reply.errorCode();
    return reply.status() == 404
        && (code == SUBJECT_NOT_FOUND
            || code == VERSION_NOT_FOUND
            || code == SCHEMA_NOT_FOUND
            || code == 404);
  }

  private JsonNode success(Reply reply, String action) {
    if (reply.status() / 100 != 2) {
      throw new RegistryException(
          "the registry at "
              + address
              + " does not "
              + action
              + ": "
              + reply.message()
              + " ("
              + reply.errorCode()
              + ")");
    }
    return reply.body();
  }

  private Reply send(String method, String path, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.toString().replaceAll("/+$", "") + path))
            .timeout(TIMEOUT)
            .header("Accept", MEDIA_TYPE)
            .header("Content-Type", MEDIA_TYPE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    credentials.header().ifPresent(value -> request.header("Authorization", value));
    Duration wait = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() < 500 || attempt == ATTEMPTS) {
          return new Reply(response.statusCode(), json(response.body()));
        }
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new RegistryException(
              "the registry at " + address + " cannot be reached: check registry.address", e);
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      try {
        pause.of(wait);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      wait = wait.multipliedBy(2);
    }
  }

  private RegistryException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RegistryException("interrupted while the registry at " + address + " was asked", e);
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body.isEmpty() ? "{}" : body);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode().put("message", "the answer is not JSON");
    }
  }

  private static String body(Schema schema) {
    return JSON.createObjectNode().put("schema", schema.toString()).toString();
  }

  private static Schema parse(String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (SchemaParseException e) {
      throw new RegistryException("the registry holds a schema that is not Avro", e);
    }
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
  }
}
