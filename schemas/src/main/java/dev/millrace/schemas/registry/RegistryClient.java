package dev.millrace.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.schemas.registry.RegistryTransport.Reply;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * Talks to a registry over the Confluent Schema Registry REST API.
 *
 * <p><i>Threads</i>: may be used by many at once. Ids and registrations are remembered for ever,
 * because they never change; that there is no schema of an id, for two seconds.
 *
 * <p><i>Failure</i>: a registry that is away or answers 5xx is asked again, for as long as its
 * {@link RegistryPatience} says; then {@link RegistryException}.
 *
 * <p><i>Source</i>: Confluent Platform, "Schema Registry API reference".
 */
public final class RegistryClient implements SchemaRegistry {

  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int VERSION_NOT_FOUND = 40402;
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final int LEVEL_NOT_SET = 40408;
  private static final int CONFLICT = 409;

  /** How the client waits between attempts. */
  @FunctionalInterface
  public interface Pause {

    /** Waits. */
    void of(Duration time) throws InterruptedException;
  }

  private final RegistryTransport transport;
  private final ConcurrentMap<Integer, Schema> byId = new ConcurrentHashMap<>();
  private final UnknownIds unknown;
  private final ConcurrentMap<String, Map<Schema, Integer>> registered = new ConcurrentHashMap<>();

  public RegistryClient(RegistryAccess access) {
    this(access, RegistryPatience.LONG);
  }

  /** A client that tries as long as it is told. */
  public RegistryClient(RegistryAccess access, RegistryPatience patience) {
    this(access, time -> Thread.sleep(time.toMillis()), patience, System::nanoTime);
  }

  /**
   * A client that waits in its own way.
   *
   * @param pause waits between attempts
   */
  public RegistryClient(RegistryAccess access, Pause pause) {
    this(access, pause, RegistryPatience.LONG, System::nanoTime);
  }

  RegistryClient(
      RegistryAccess access, Pause pause, RegistryPatience patience, LongSupplier nanos) {
    this.transport = new RegistryTransport(access, pause, patience);
    this.unknown = new UnknownIds(nanos);
  }

  @Override
  public int register(String subject, Schema schema) {
    Map<Schema, Integer> known =
        registered.computeIfAbsent(subject, name -> new ConcurrentHashMap<>());
    Integer id = known.get(schema);
    if (id == null) {
      Reply reply = transport.send("POST", subject(subject) + "/versions", body(schema));
      if (reply.status() == CONFLICT) {
        throw new IncompatibleSchemaException(
            "the schema "
                + schema.getFullName()
                + " may not follow those under "
                + subject
                + ": "
                + reply.message());
      }
      id = success(reply, "register under " + subject).path("id").asInt();
      unknown.remove(id);
      known.put(schema, id);
    }
    return id;
  }

  @Override
  public Schema schemaById(int id) {
    Schema schema = byId.get(id);
    if (schema == null) {
      unknown
          .find(id)
          .ifPresent(
              message -> {
                throw new UnknownSchemaException(message);
              });
      try {
        schema = read(id);
      } catch (UnknownSchemaException e) {
        unknown.add(id, String.valueOf(e.getMessage()));
        throw e;
      }
      byId.put(id, schema);
    }
    return schema;
  }

  /** Id of a schema under a subject; empty where it was never registered there. */
  public Optional<Integer> lookup(String subject, Schema schema) {
    Reply reply = transport.send("POST", subject(subject), body(schema));
    if (isUnknown(reply)) {
      return Optional.empty();
    }
    return Optional.of(success(reply, "look up under " + subject).path("id").asInt());
  }

  /** Version numbers under a subject, rising; empty where there is no such subject. */
  public List<Integer> versions(String subject) {
    Reply reply = transport.send("GET", subject(subject) + "/versions", null);
    if (isUnknown(reply)) {
      return List.of();
    }
    List<Integer> versions = new ArrayList<>();
    success(reply, "list versions of " + subject).forEach(version -> versions.add(version.asInt()));
    return List.copyOf(versions);
  }

  /** The newest schema under a subject; empty where there is no such subject. */
  public Optional<Schema> latest(String subject) {
    Reply reply = transport.send("GET", subject(subject) + "/versions/latest", null);
    if (isUnknown(reply)) {
      return Optional.empty();
    }
    JsonNode version = success(reply, "read the newest version of " + subject);
    return Optional.of(parse(version, version.path("id").asInt()));
  }

  /**
   * Why a schema may not follow those under a subject; empty where it may, or there is none yet.
   */
  public List<String> incompatibilities(String subject, Schema schema) {
    Reply reply =
        transport.send(
            "POST", "/compatibility" + subject(subject) + "/versions?verbose=true", body(schema));
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

  /** The compatibility level that counts for a subject, its own or the registry's. */
  public String compatibility(String subject) {
    Reply reply = transport.send("GET", config(subject) + "?defaultToGlobal=true", null);
    if (reply.errorCode() == LEVEL_NOT_SET || isUnknown(reply)) {
      reply = transport.send("GET", "/config", null);
    }
    return success(reply, "tell the compatibility of " + subject)
        .path("compatibilityLevel")
        .asText();
  }

  /** Sets a subject's compatibility level, such as BACKWARD. */
  public void compatibility(String subject, String level) {
    String body = JsonNodeFactory.instance.objectNode().put("compatibility", level).toString();
    success(transport.send("PUT", config(subject), body), "set the compatibility of " + subject);
  }

  /**
   * Deletes all versions of a subject softly: readers still find the schemas by their ids.
   *
   * @return the versions deleted; empty where there is no such subject
   */
  public List<Integer> delete(String subject) {
    Reply reply = transport.send("DELETE", subject(subject), null);
    registered.remove(subject);
    if (isUnknown(reply)) {
      return List.of();
    }
    List<Integer> versions = new ArrayList<>();
    success(reply, "delete " + subject).forEach(version -> versions.add(version.asInt()));
    return List.copyOf(versions);
  }

  private Schema read(int id) {
    Reply reply = transport.send("GET", "/schemas/ids/" + id, null);
    if (reply.errorCode() == SCHEMA_NOT_FOUND) {
      throw new UnknownSchemaException(transport.place() + " has no schema " + id);
    }
    return parse(success(reply, "read schema " + id), id);
  }

  /**
   * Schemas that were registered in parts are put together. Names and defaults that this version of
   * Avro would not write are taken as they are: somebody else wrote them.
   */
  private Schema parse(JsonNode found, int id) {
    String type = found.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new UnknownSchemaException(
          transport.place() + " has a schema " + id + " of type " + type + ", which is not Avro");
    }
    try {
      Schema.Parser parser =
          new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
      parseReferences(found, parser);
      return parser.parse(found.path("schema").asText());
    } catch (SchemaParseException e) {
      throw new UnknownSchemaException(
          transport.place() + " has a schema " + id + " that is not Avro", e);
    }
  }

  private void parseReferences(JsonNode found, Schema.Parser parser) {
    for (JsonNode reference : found.path("references")) {
      if (parser.getTypes().containsKey(reference.path("name").asText())) {
        continue;
      }
      String subject = reference.path("subject").asText();
      int version = reference.path("version").asInt();
      JsonNode part =
          success(
              transport.send("GET", subject(subject) + "/versions/" + version, null),
              "read version " + version + " of " + subject);
      parseReferences(part, parser);
      parser.parse(part.path("schema").asText());
    }
  }

  /** A 404 without the registry's own code comes from something that is no registry. */
  private static boolean isUnknown(Reply reply) {
    int code = reply.errorCode();
    return code == SUBJECT_NOT_FOUND || code == VERSION_NOT_FOUND || code == SCHEMA_NOT_FOUND;
  }

  private JsonNode success(Reply reply, String action) {
    if (!reply.isSuccess()) {
      throw new RegistryException(
          transport.place()
              + " does not "
              + action
              + ": "
              + reply.message()
              + " ("
              + reply.errorCode()
              + ")",
          reply.errorCode());
    }
    return reply.body();
  }

  private static String body(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString()).toString();
  }

  private static String subject(String subject) {
    return "/subjects/" + encoded(subject);
  }

  private static String config(String subject) {
    return "/config/" + encoded(subject);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
  }
}
