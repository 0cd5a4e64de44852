package dev.millrace.local.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.platform.http.Routes;

/**
 * The endpoints of the Confluent Schema Registry REST API, version 1, for Avro.
 *
 * <p><i>Source</i>: Confluent Platform, "Schema Registry API reference". Not here: other kinds of
 * schemas, contexts other than the default one, the mode IMPORT, metadata and rules. References are
 * taken, and written out in the schema that refers to them.
 */
final class SchemaRegistryApi {

  private SchemaRegistryApi() {}

  static Routes routes(SchemaCatalog catalog, SchemaLog log) {
    Turns turns = new Turns();
    Routes routes =
        new Routes()
            .errorsAs(
                problem ->
                    new RegistryError(problem.status(), problem.status(), problem.detail()).reply())
            .on("GET", "/", turns.endpoint(call -> JsonNodeFactory.instance.objectNode()))
            .on(
                "GET",
                "/contexts",
                turns.endpoint(call -> JsonNodeFactory.instance.arrayNode().add(".")));
    new SubjectEndpoints(catalog, log, turns).addTo(routes);
    new SchemaEndpoints(catalog, turns).addTo(routes);
    new CompatibilityEndpoints(catalog, turns).addTo(routes);
    new SettingEndpoints<>(SettingName.LEVEL, catalog.levels(), log, turns).addTo(routes);
    new SettingEndpoints<>(SettingName.MODE, catalog.modes(), log, turns).addTo(routes);
    return routes;
  }
}
