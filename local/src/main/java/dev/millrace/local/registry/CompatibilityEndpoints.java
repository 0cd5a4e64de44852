package dev.millrace.local.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.Routes;
import java.util.List;

/** What is under {@code /compatibility}: may a schema follow? */
record CompatibilityEndpoints(SchemaCatalog catalog, Turns turns) {

  void addTo(Routes routes) {
    String versions = "/compatibility/subjects/{subject}/versions";
    routes
        .on("POST", versions, turns.endpoint(this::afterAll))
        .on("POST", versions + "/{version}", turns.endpoint(this::afterOne));
  }

  private JsonNode afterAll(RegistryCall call) {
    return verdict(
        call, catalog.objections(call.subject(), AvroSource.parse(call.body(), catalog)));
  }

  private JsonNode afterOne(RegistryCall call) {
    RegisteredSchema before = new SubjectVersions(catalog).one(call, call.visibility());
    CompatibilityLevel level = catalog.levels().of(call.subject());
    return verdict(call, level.objections(AvroSource.parse(call.body(), catalog), List.of(before)));
  }

  private static JsonNode verdict(RegistryCall call, List<String> objections) {
    ObjectNode verdict =
        JsonNodeFactory.instance.objectNode().put("is_compatible", objections.isEmpty());
    return call.isSet("verbose") ? verdict.set("messages", Turns.strings(objections)) : verdict;
  }
}
