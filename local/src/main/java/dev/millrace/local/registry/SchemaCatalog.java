package dev.millrace.local.registry;

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
 * <p><i>Threads</i>: none; {@link Turns} lets the calls take turns.
 */
final class SchemaCatalog {

  private final NavigableMap<String, NavigableMap<Integer, RegisteredSchema>> subjects =
      new TreeMap<>();
  private final Map<Integer, Schema> byId = new HashMap<>();
  private final Map<String, Integer> idByText = new HashMap<>();
  private final PerSubject<CompatibilityLevel> levels =
      new PerSubject<>(CompatibilityLevel.BACKWARD);
  private final PerSubject<Mode> modes = new PerSubject<>(Mode.READWRITE);
  private int maxId;

  /** Adds a version, or replaces the one of its number. */
  void put(RegisteredSchema registered) {
    remove(registered.subject(), registered.version());
    subjects
        .computeIfAbsent(registered.subject(), name -> new TreeMap<>())
        .put(registered.version(), registered);
    byId.put(registered.id(), registered.schema());
    idByText.put(Sameness.WRITTEN.textOf(registered.schema()), registered.id());
    reserve(registered.id());
  }

  /** Forgets a version, and its schema unless it stands under another subject too. */
  void remove(String subject, int version) {
    NavigableMap<Integer, RegisteredSchema> versions = subjects.get(subject);
    if (versions == null) {
      return;
    }
    RegisteredSchema removed = versions.remove(version);
    if (removed == null) {
      return;
    }
    if (versions.isEmpty()) {
      subjects.remove(subject);
    }
    if (all().noneMatch(other -> other.id() == removed.id())) {
      byId.remove(removed.id());
      idByText.remove(Sameness.WRITTEN.textOf(removed.schema()));
    }
  }

  /** Keeps an id from being given to a new schema. */
  void reserve(int id) {
    maxId = Math.max(maxId, id);
  }

  int maxId() {
    return maxId;
  }

  PerSubject<CompatibilityLevel> levels() {
    return levels;
  }

  PerSubject<Mode> modes() {
    return modes;
  }

  /** Every version of every subject, by subject and version. */
  Stream<RegisteredSchema> all() {
    return subjects.values().stream().flatMap(versions -> versions.values().stream());
  }

  /** Versions of a subject, rising; empty where it is unknown. */
  List<RegisteredSchema> versions(String subject, Visibility visibility) {
    return subjects.getOrDefault(subject, new TreeMap<>()).values().stream()
        .filter(visibility::shows)
        .toList();
  }

  /** The newest version that has the schema. */
  Optional<RegisteredSchema> find(
      String subject, Schema schema, Sameness sameness, Visibility visibility) {
    return versions(subject, visibility).stream()
        .filter(version -> sameness.holds(version.schema(), schema))
        .reduce((older, newer) -> newer);
  }

  Optional<Schema> byId(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Why a schema may not follow under a subject; empty where it may. */
  List<String> objections(String subject, Schema next) {
    return levels.of(subject).objections(next, versions(subject, Visibility.LIVE));
  }

  /** The record that would register a schema: the known id for a known text, or the next one. */
  RegisteredSchema next(String subject, Schema schema) {
    List<RegisteredSchema> versions = versions(subject, Visibility.ALL);
    int version = versions.isEmpty() ? 1 : versions.get(versions.size() - 1).version() + 1;
    int id = idByText.getOrDefault(Sameness.WRITTEN.textOf(schema), maxId + 1);
    return new RegisteredSchema(subject, version, id, schema, false);
  }
}
