package dev.millrace.local.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * The endpoints of the Confluent Schema Registry REST API, version 1, for Avro.
 *
 * <p><i>Threads</i>: calls take turns, so what is decided is still true when it is written.
 *
 * <p><i>Source</i>: Confluent Platform, "Schema Registry API reference".
 */
final class SchemaRegistryApi {

  static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SchemaCatalog catalog;
  private final SchemaLog log;

  SchemaRegistryApi(SchemaCatalog catalog, SchemaLog log) {
    this.catalog = catalog;
    this.log = log;
  }

  Routes routes() {
    return new Routes()
        .errorsAs(
            problem ->
                new RegistryError(problem.status(), problem.status(), problem.detail()).reply())
        .on("GET", "/", inTurn(call -> JSON.createObjectNode()))
        .on("GET", "/contexts", inTurn(call -> JSON.createArrayNode().add(".")))
        .on("GET", "/schemas/types", inTurn(call -> JSON.createArrayNode().add("AVRO")))
        .on(
            "GET",
            "/schemas/ids/{id}",
            inTurn(call -> JSON.createObjectNode().put("schema", byId(call).toString())))
        .on("GET", "/schemas/ids/{id}/schema", inTurn(call -> tree(byId(call).toString())))
        .on("GET", "/schemas/ids/{id}/subjects", inTurn(this::subjectsOfId))
        .on("GET", "/schemas/ids/{id}/versions", inTurn(this::versionsOfId))
        .on("GET", "/subjects", inTurn(call -> strings(catalog.subjects(isSet(call, "deleted")))))
        .on("GET", "/subjects/{subject}/versions", inTurn(this::versions))
        .on(
            "GET",
            "/subjects/{subject}/versions/{version}",
            inTurn(call -> described(version(call))))
        .on(
            "GET",
            "/subjects/{subject}/versions/{version}/schema",
            inTurn(call -> tree(version(call).schema().toString())))
        .on("POST", "/subjects/{subject}/versions", inTurn(this::register))
        .on("POST", "/subjects/{subject}", inTurn(this::lookup))
        .on("DELETE", "/subjects/{subject}", inTurn(this::deleteSubject))
        .on("DELETE", "/subjects/{subject}/versions/{version}", inTurn(this::deleteVersion))
        .on(
            "POST",
            "/compatibility/subjects/{subject}/versions/{version}",
            inTurn(this::testAgainstOne))
        .on("POST", "/compatibility/subjects/{subject}/versions", inTurn(this::testAgainstAll))
        .on(
            "GET",
            "/config",
            inTurn(
                call ->
                    JSON.createObjectNode()
                        .put("compatibilityLevel", catalog.globalLevel().name())))
        .on("PUT", "/config", inTurn(call -> setLevel(Optional.empty(), call)))
        .on("DELETE", "/config", inTurn(call -> unsetLevel(Optional.empty())))
        .on("GET", "/config/{subject}", inTurn(this::levelOf))
        .on(
            "PUT",
            "/config/{subject}",
            inTurn(call -> setLevel(Optional.of(call.parameter("subject")), call)))
        .on(
            "DELETE",
            "/config/{subject}",
            inTurn(call -> unsetLevel(Optional.of(call.parameter("subject")))))
        .on("GET", "/mode", inTurn(call -> JSON.createObjectNode().put("mode", "READWRITE")))
        .on(
            "GET",
            "/mode/{subject}",
            inTurn(call -> JSON.createObjectNode().put("mode", "READWRITE")));
  }

  private Endpoint inTurn(Function<HttpCall, JsonNode> action) {
    return call -> {
      try {
        JsonNode answer;
        synchronized (this) {
          answer = action.apply(call);
        }
        return HttpReply.of(200, MEDIA_TYPE, answer.toString().getBytes(UTF_8)).done();
      } catch (RegistryError e) {
        return e.reply().done();
      }
    };
  }

  private JsonNode register(HttpCall call) {
    String subject = call.parameter("subject");
    Schema schema = schema(call);
    Optional<RegisteredSchema> known = catalog.find(subject, schema, false);
    if (known.isEmpty()) {
      List<String> objections = catalog.objections(subject, schema);
      if (!objections.isEmpty()) {
        throw new RegistryError(
            409,
            409,
            "Schema being registered is incompatible with an earlier schema for subject \""
                + subject
                + "\", details: "
                + objections);
      }
      RegisteredSchema next = catalog.next(subject, schema);
      log.writeSchema(next);
      catalog.put(next);
      known = Optional.of(next);
    }
    return JSON.createObjectNode().put("id", known.get().id());
  }

  private JsonNode lookup(HttpCall call) {
    String subject = call.parameter("subject");
    if (catalog.versions(subject, isSet(call, "deleted")).isEmpty()) {
      throw RegistryError.subjectNotFound(subject);
    }
    return described(
        catalog
            .find(subject, schema(call), isSet(call, "deleted"))
            .orElseThrow(RegistryError::schemaNotFound));
  }

  private JsonNode versions(HttpCall call) {
    ArrayNode numbers = JSON.createArrayNode();
    existing(call).forEach(version -> numbers.add(version.version()));
    return numbers;
  }

  private JsonNode deleteSubject(HttpCall call) {
    String subject = call.parameter("subject");
    boolean permanent = isSet(call, "permanent");
    List<RegisteredSchema> versions = catalog.versions(subject, permanent);
    if (versions.isEmpty()) {
      throw RegistryError.subjectNotFound(subject);
    }
    if (permanent && !catalog.versions(subject, false).isEmpty()) {
      throw new RegistryError(
          404,
          40405,
          "Subject '" + subject + "' was not deleted first before being permanently deleted");
    }
    ArrayNode numbers = JSON.createArrayNode();
    for (RegisteredSchema version : versions) {
      delete(version, permanent);
      numbers.add(version.version());
    }
    return numbers;
  }

  private JsonNode deleteVersion(HttpCall call) {
    boolean permanent = isSet(call, "permanent");
    RegisteredSchema version = find(call, permanent);
    if (permanent && !version.deleted()) {
      throw new RegistryError(
          404,
          40407,
          "Subject '"
              + version.subject()
              + "' Version "
              + version.version()
              + " was not deleted first before being permanently deleted");
    }
    delete(version, permanent);
    return JSON.getNodeFactory().numberNode(version.version());
  }

  private void delete(RegisteredSchema version, boolean permanent) {
    if (permanent) {
      log.eraseSchema(version.subject(), version.version());
      catalog.remove(version.subject(), version.version());
    } else {
      RegisteredSchema deleted = version.softlyDeleted();
      log.writeSchema(deleted);
      catalog.put(deleted);
    }
  }

  private JsonNode testAgainstOne(HttpCall call) {
    String subject = call.parameter("subject");
    Schema schema = schema(call);
    return verdict(
        call, catalog.levelOf(subject).objections(schema, List.of(version(call).schema())));
  }

  private JsonNode testAgainstAll(HttpCall call) {
    return verdict(call, catalog.objections(call.parameter("subject"), schema(call)));
  }

  private JsonNode verdict(HttpCall call, List<String> objections) {
    ObjectNode verdict = JSON.createObjectNode().put("is_compatible", objections.isEmpty());
    if (isSet(call, "verbose")) {
      verdict.set("messages", strings(objections));
    }
    return verdict;
  }

  private JsonNode levelOf(HttpCall call) {
    String subject = call.parameter("subject");
    Optional<CompatibilityLevel> own = catalog.ownLevel(subject);
    if (own.isEmpty() && !isSet(call, "defaultToGlobal")) {
      throw new RegistryError(
          404,
          40408,
          "Subject '" + subject + "' does not have subject-level compatibility configured");
    }
    return JSON.createObjectNode()
        .put("compatibilityLevel", own.orElse(catalog.globalLevel()).name());
  }

  private JsonNode setLevel(Optional<String> subject, HttpCall call) {
    String name = tree(new String(call.body(), UTF_8)).path("compatibility").asText();
    CompatibilityLevel level;
    try {
      level = CompatibilityLevel.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new RegistryError(
          422,
          42203,
          "Invalid compatibility level. Valid values are " + List.of(CompatibilityLevel.values()));
    }
    log.writeLevel(subject, Optional.of(level));
    catalog.level(subject, Optional.of(level));
    return JSON.createObjectNode().put("compatibility", level.name());
  }

  private JsonNode unsetLevel(Optional<String> subject) {
    CompatibilityLevel before = subject.map(catalog::levelOf).orElse(catalog.globalLevel());
    log.writeLevel(subject, Optional.empty());
    catalog.level(subject, Optional.empty());
    return JSON.createObjectNode().put("compatibilityLevel", before.name());
  }

  private JsonNode subjectsOfId(HttpCall call) {
    Schema known = byId(call);
    return strings(
        catalog
            .usesOf(id(call))
            .filter(use -> use.schema().equals(known))
            .map(RegisteredSchema::subject)
            .distinct()
            .toList());
  }

  private JsonNode versionsOfId(HttpCall call) {
    ArrayNode uses = JSON.createArrayNode();
    catalog
        .usesOf(id(call))
        .forEach(
            use -> uses.addObject().put("subject", use.subject()).put("version", use.version()));
    return uses;
  }

  private Schema byId(HttpCall call) {
    return catalog
        .byId(id(call))
        .orElseThrow(
            () -> new RegistryError(404, 40403, "Schema " + call.parameter("id") + " not found"));
  }

  private static int id(HttpCall call) {
    try {
      return Integer.parseInt(call.parameter("id"));
    } catch (NumberFormatException e) {
      throw RegistryError.schemaNotFound();
    }
  }

  private RegisteredSchema version(HttpCall call) {
    return find(call, isSet(call, "deleted"));
  }

  private RegisteredSchema find(HttpCall call, boolean withDeleted) {
    String wanted = call.parameter("version");
    List<RegisteredSchema> versions = catalog.versions(call.parameter("subject"), withDeleted);
    if (versions.isEmpty()) {
      throw RegistryError.subjectNotFound(call.parameter("subject"));
    }
    if (wanted.equals("latest") || wanted.equals("-1")) {
      return versions.get(versions.size() - 1);
    }
    if (!wanted.matches("[1-9]\\d{0,8}")) {
      throw new RegistryError(
          422,
          42202,
          "The specified version '"
              + wanted
              + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
    }
    return versions.stream()
        .filter(version -> version.version() == Integer.parseInt(wanted))
        .findFirst()
        .orElseThrow(() -> RegistryError.versionNotFound(wanted));
  }

  private List<RegisteredSchema> existing(HttpCall call) {
    List<RegisteredSchema> versions =
        catalog.versions(call.parameter("subject"), isSet(call, "deleted"));
    if (versions.isEmpty()) {
      throw RegistryError.subjectNotFound(call.parameter("subject"));
    }
    return versions;
  }

  private static JsonNode described(RegisteredSchema version) {
    return JSON.createObjectNode()
        .put("subject", version.subject())
        .put("version", version.version())
        .put("id", version.id())
        .put("schema", version.schema().toString());
  }

  private static Schema schema(HttpCall call) {
    JsonNode body = tree(new String(call.body(), UTF_8));
    String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw RegistryError.invalidSchema("this registry holds AVRO, not " + type);
    }
    if (body.path("references").size() > 0) {
      throw RegistryError.invalidSchema(
          "references are not supported, inline the referenced types");
    }
    try {
      return new Schema.Parser().parse(body.path("schema").asText());
    } catch (AvroRuntimeException e) {
      throw RegistryError.invalidSchema(String.valueOf(e.getMessage()));
    }
  }

  private static JsonNode tree(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      return tree.isMissingNode() ? JSON.createObjectNode() : tree;
    } catch (JsonProcessingException e) {
      throw new RegistryError(400, 400, "The body is not JSON");
    }
  }

  private static ArrayNode strings(List<String> values) {
    ArrayNode array = JSON.createArrayNode();
    values.forEach(array::add);
    return array;
  }

  private static boolean isSet(HttpCall call, String flag) {
    return call.queryValue(flag).filter("true"::equals).isPresent();
  }
}
