package dev.millrace.schemas.gate;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.Compatibility;
import dev.millrace.schemas.registry.IncompatibleSchemaException;
import dev.millrace.schemas.registry.RegistryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Lets a build start only where it reads what the topics hold: every schema of the catalogue is
 * registered or may follow the newest one.
 *
 * <p>What this asks for does not depend on how the registry is set up: a subject whose level asks
 * for less than BACKWARD is set to BACKWARD.
 */
public final class StartUpGate {

  private static final String LEVEL = "BACKWARD";
  private static final Set<String> AT_LEAST_BACKWARD =
      Set.of(LEVEL, "BACKWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE");

  private final RegistryClient registry;

  public StartUpGate(RegistryClient registry) {
    this.registry = registry;
  }

  /**
   * Registers what is new.
   *
   * @throws IncompatibleCatalogueException naming every schema that may not follow
   * @throws dev.millrace.schemas.registry.RegistryException where the registry cannot be reached
   */
  public void pass() {
    List<String> problems = new ArrayList<>();
    for (Topic<?> topic : Topics.all()) {
      problems.addAll(register(topic.valueSubject(), topic.schema()));
    }
    if (!problems.isEmpty()) {
      throw new IncompatibleCatalogueException(problems);
    }
  }

  private List<String> register(String subject, Schema schema) {
    guard(subject);
    if (registry.lookup(subject, schema).isPresent()) {
      return List.of();
    }
    Optional<Schema> newest = registry.latest(subject);
    if (newest.isPresent()) {
      List<String> objections = Compatibility.objections(schema, newest.get());
      if (!objections.isEmpty()) {
        return objections.stream().map(objection -> subject + " " + objection).toList();
      }
    }
    try {
      registry.register(subject, schema);
      return List.of();
    } catch (IncompatibleSchemaException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private void guard(String subject) {
    if (!AT_LEAST_BACKWARD.contains(registry.compatibility(subject))) {
      registry.compatibility(subject, LEVEL);
    }
  }
}
