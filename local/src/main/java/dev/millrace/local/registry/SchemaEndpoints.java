package dev.millrace.local.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.Routes;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** What is under {@code /schemas}: schemas by their ids. */
record SchemaEndpoints(SchemaCatalog catalog, Turns turns) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  void addTo(Routes routes) {
    routes
        .on("GET", "/schemas", turns.endpoint(this::list))
        .on("GET", "/schemas/types", turns.endpoint(call -> JSON.arrayNode().add(AvroSource.TYPE)))
        .on("GET", "/schemas/ids/{id}", turns.endpoint(this::byId))
        .on("GET", "/schemas/ids/{id}/schema", turns.endpoint(this::text))
        .on("GET", "/schemas/ids/{id}/subjects", turns.endpoint(this::subjects))
        .on("GET", "/schemas/ids/{id}/versions", turns.endpoint(this::versions));
  }

  private JsonNode list(RegistryCall call) {
    Stream<RegisteredSchema> shown =
        catalog
            .all()
            .filter(call.visibility()::shows)
            .filter(version -> version.subject().startsWith(call.text("subjectPrefix")));
    if (call.isSet("latestOnly")) {
      TreeMap<String, RegisteredSchema> latest = new TreeMap<>();
      shown.forEach(version -> latest.put(version.subject(), version));
      shown = latest.values().stream();
    }
    ArrayNode list = JSON.arrayNode();
    shown.map(RegisteredSchema::json).forEach(list::add);
    return list;
  }

  private JsonNode byId(RegistryCall call) {
    ObjectNode answer = JSON.objectNode().put("schema", schema(call).toString());
    return call.isSet("fetchMaxId") ? answer.put("maxId", catalog.maxId()) : answer;
  }

  /** The schema itself, as the text that it was given as. */
  private JsonNode text(RegistryCall call) {
    return SubjectEndpoints.tree(schema(call));
  }

  private JsonNode subjects(RegistryCall call) {
    return Turns.strings(uses(call).map(RegisteredSchema::subject).distinct().toList());
  }

  private JsonNode versions(RegistryCall call) {
    ArrayNode list = JSON.arrayNode();
    uses(call)
        .forEach(
            use -> list.addObject().put("subject", use.subject()).put("version", use.version()));
    return list;
  }

  private Schema schema(RegistryCall call) {
    return catalog.byId(call.id()).orElseThrow(() -> RegistryError.idNotFound(call.id()));
  }

  private Stream<RegisteredSchema> uses(RegistryCall call) {
    schema(call);
    return catalog.all().filter(use -> use.id() == call.id()).filter(call.visibility()::shows);
  }
}
