package dev.millrace.local.registry;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * What the registry knows; a plain state that is built from the records of its log.
 *
 * <p><i>Threads</i>: none; {@link SchemaRegistryApi} takes turns.
 */
final class SchemaCatalog {

  private final Map<String, NavigableMap<Integer, RegisteredSchema>> subjects = new TreeMap<>();
  private final Map<Integer, Schema> byId = new HashMap<>();
  private final Map<String, Integer> idByText = new HashMap<>();
  private final Map<String, CompatibilityLevel> levels = new HashMap<>();
  private CompatibilityLevel globalLevel = CompatibilityLevel.BACKWARD;
  private int lastId;

  void put(RegisteredSchema registered) {
    subjects
        .computeIfAbsent(registered.subject(), name -> new TreeMap<>())
        .put(registered.version(), registered);
    byId.put(registered.id(), registered.schema());
    idByText.put(registered.schema().toString(), registered.id());
    lastId = Math.max(lastId, registered.id());
  }

  /** Forgets a version; the schema itself stays known by its id. */
  void remove(String subject, int version) {
    NavigableMap<Integer, RegisteredSchema> versions = subjects.get(subject);
    if (versions != null) {
      versions.remove(version);
      if (versions.isEmpty()) {
        subjects.remove(subject);
      }
    }
  }

  void level(Optional<String> subject, Optional<CompatibilityLevel> level) {
    if (subject.isEmpty()) {
      globalLevel = level.orElse(CompatibilityLevel.BACKWARD);
    } else if (level.isEmpty()) {
      levels.remove(subject.get());
    } else {
      levels.put(subject.get(), level.get());
    }
  }

  CompatibilityLevel globalLevel() {
    return globalLevel;
  }

  Optional<CompatibilityLevel> ownLevel(String subject) {
    return Optional.ofNullable(levels.get(subject));
  }

  CompatibilityLevel levelOf(String subject) {
    return ownLevel(subject).orElse(globalLevel);
  }

  /** Names of the subjects, sorted. */
  List<String> subjects(boolean withDeleted) {
    return subjects.keySet().stream()
        .filter(subject -> !versions(subject, withDeleted).isEmpty())
        .toList();
  }

  /** Versions of a subject, rising; empty where it is unknown. */
  List<RegisteredSchema> versions(String subject, boolean withDeleted) {
    Collection<RegisteredSchema> all = subjects.getOrDefault(subject, new TreeMap<>()).values();
    return all.stream().filter(version -> withDeleted || !version.deleted()).toList();
  }

  Optional<RegisteredSchema> find(String subject, Schema schema, boolean withDeleted) {
    String text = schema.toString();
    return versions(subject, withDeleted).stream()
        .filter(version -> version.schema().toString().equals(text))
        .reduce((first, second) -> second);
  }

  Optional<Schema> byId(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  Stream<RegisteredSchema> usesOf(int id) {
    return subjects.values().stream()
        .flatMap(versions -> versions.values().stream())
        .filter(use -> use.id() == id && !use.deleted());
  }

  /** Why a schema may not follow under a subject; empty where it may. */
  List<String> objections(String subject, Schema next) {
    return levelOf(subject)
        .objections(next, versions(subject, false).stream().map(RegisteredSchema::schema).toList());
  }

  /** The record that would register a schema: the known id for a known text, or the next one. */
  RegisteredSchema next(String subject, Schema schema) {
    NavigableMap<Integer, RegisteredSchema> versions =
        subjects.getOrDefault(subject, new TreeMap<>());
    int version = versions.isEmpty() ? 1 : versions.lastKey() + 1;
    int id = idByText.getOrDefault(schema.toString(), lastId + 1);
    return new RegisteredSchema(subject, version, id, schema, false);
  }
}
