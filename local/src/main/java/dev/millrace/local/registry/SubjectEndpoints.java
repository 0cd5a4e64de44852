package dev.millrace.local.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** What is under {@code /subjects}: register, look up, list, delete. */
record SubjectEndpoints(SchemaCatalog catalog, SchemaLog log, Turns turns) {

  private static final ObjectMapper JSON = new ObjectMapper();

  void addTo(Routes routes) {
    String subject = "/subjects/{subject}";
    String version = subject + "/versions/{version}";
    routes
        .on("GET", "/subjects", turns.endpoint(this::list))
        .on("POST", subject, turns.endpoint(this::lookup))
        .on("DELETE", subject, turns.endpoint(this::deleteAll))
        .on("GET", subject + "/versions", turns.endpoint(this::versions))
        .on("POST", subject + "/versions", turns.endpoint(this::register))
        .on("GET", version, turns.endpoint(call -> one(call).json()))
        .on("GET", version + "/schema", turns.endpoint(call -> tree(one(call).schema())))
        .on("GET", version + "/referencedby", turns.endpoint(this::references))
        .on("DELETE", version, turns.endpoint(this::deleteOne));
  }

  static JsonNode tree(Schema schema) {
    try {
      return JSON.readTree(schema.toString());
    } catch (JsonProcessingException e) {
      throw new AssertionError("a schema that Avro wrote is not JSON", e);
    }
  }

  private JsonNode list(RegistryCall call) {
    return Turns.strings(
        catalog
            .all()
            .filter(call.visibility()::shows)
            .map(RegisteredSchema::subject)
            .filter(subject -> subject.startsWith(call.text("subjectPrefix")))
            .distinct()
            .toList());
  }

  private JsonNode versions(RegistryCall call) {
    return numbers(subjects().all(call, call.visibility()));
  }

  private RegisteredSchema one(RegistryCall call) {
    return subjects().one(call, call.visibility());
  }

  /** Nobody refers to anybody: references are written out when they are registered. */
  private JsonNode references(RegistryCall call) {
    one(call);
    return JSON.createArrayNode();
  }

  private JsonNode lookup(RegistryCall call) {
    subjects().all(call, call.visibility());
    Schema schema = AvroSource.parse(call.body(), catalog);
    return catalog
        .find(call.subject(), schema, call.sameness(), call.visibility())
        .orElseThrow(RegistryError::schemaNotFound)
        .json();
  }

  private JsonNode register(RegistryCall call) {
    Schema schema = AvroSource.parse(call.body(), catalog);
    Optional<RegisteredSchema> known =
        catalog.find(call.subject(), schema, call.sameness(), Visibility.LIVE);
    RegisteredSchema registered = known.orElseGet(() -> add(call.subject(), schema));
    return JSON.createObjectNode().put("id", registered.id());
  }

  private RegisteredSchema add(String subject, Schema schema) {
    requireWritable(subject);
    List<String> objections = catalog.objections(subject, schema);
    if (!objections.isEmpty()) {
      throw RegistryError.incompatible(subject, objections);
    }
    RegisteredSchema added = catalog.next(subject, schema);
    log.writeSchema(added);
    catalog.put(added);
    return added;
  }

  private JsonNode deleteAll(RegistryCall call) {
    requireWritable(call.subject());
    List<RegisteredSchema> all = subjects().all(call, Visibility.ALL);
    List<RegisteredSchema> live = catalog.versions(call.subject(), Visibility.LIVE);
    if (call.isSet("permanent")) {
      if (!live.isEmpty()) {
        throw RegistryError.subjectNotSoftDeleted(call.subject());
      }
      all.forEach(this::erase);
      return numbers(all);
    }
    if (live.isEmpty()) {
      throw RegistryError.subjectSoftDeleted(call.subject());
    }
    live.forEach(this::hide);
    return numbers(live);
  }

  private JsonNode deleteOne(RegistryCall call) {
    requireWritable(call.subject());
    RegisteredSchema version = subjects().one(call, Visibility.ALL);
    if (call.isSet("permanent")) {
      if (!version.deleted()) {
        throw RegistryError.versionNotSoftDeleted(version);
      }
      erase(version);
    } else {
      if (version.deleted()) {
        throw RegistryError.versionSoftDeleted(version);
      }
      hide(version);
    }
    return JSON.getNodeFactory().numberNode(version.version());
  }

  private void erase(RegisteredSchema version) {
    log.eraseSchema(version.subject(), version.version());
    catalog.remove(version.subject(), version.version());
  }

  private void hide(RegisteredSchema version) {
    log.writeSchema(version.softlyDeleted());
    catalog.put(version.softlyDeleted());
  }

  private void requireWritable(String subject) {
    if (catalog.modes().of(subject) == Mode.READONLY) {
      throw RegistryError.readOnly(subject);
    }
  }

  private SubjectVersions subjects() {
    return new SubjectVersions(catalog);
  }

  private static JsonNode numbers(List<RegisteredSchema> versions) {
    ArrayNode numbers = JSON.createArrayNode();
    versions.forEach(version -> numbers.add(version.version()));
    return numbers;
  }
}
