package dev.millrace.local.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the records of the registry's log to a catalog, those of Confluent's own registry
 * included.
 *
 * <p><i>Failure</i>: a schema that this registry cannot hold (JSON Schema, Protobuf) is left out
 * with a warning; its id stays taken. A record that is not JSON stops the replay.
 *
 * @param catalog what they are applied to
 */
record LogReplay(SchemaCatalog catalog) {

  private static final Logger LOG = LoggerFactory.getLogger(LogReplay.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Applies one record.
   *
   * @param value null where the record takes back what it said
   */
  void apply(String key, @Nullable String value) {
    JsonNode named = json(key);
    switch (named.path("keytype").asText()) {
      case "SCHEMA" -> schema(named, value);
      case "DELETE_SUBJECT" -> deletedSubject(value);
      case "CONFIG" -> setting(SettingName.LEVEL, catalog.levels(), named, value);
      case "MODE" -> setting(SettingName.MODE, catalog.modes(), named, value);
      default -> {
        // NOOP and the like only mark a place in the log.
      }
    }
  }

  private void schema(JsonNode key, @Nullable String value) {
    String subject = key.path("subject").asText();
    int version = key.path("version").asInt();
    if (value == null) {
      catalog.remove(subject, version);
      return;
    }
    JsonNode said = json(value);
    int id = said.path("id").asInt();
    try {
      catalog.put(
          new RegisteredSchema(
              subject,
              version,
              id,
              AvroSource.parse(said, catalog),
              said.path("deleted").asBoolean()));
    } catch (RegistryError e) {
      catalog.reserve(id);
      LOG.warn(
          "version {} of {} in {} is left out: {}",
          version,
          subject,
          SchemaLog.TOPIC,
          e.getMessage());
    }
  }

  /** Confluent's way to delete a subject softly: up to a version, in one record. */
  private void deletedSubject(@Nullable String value) {
    if (value == null) {
      return;
    }
    JsonNode said = json(value);
    int last = said.path("version").asInt();
    catalog.versions(said.path("subject").asText(), Visibility.LIVE).stream()
        .filter(version -> version.version() <= last)
        .forEach(version -> catalog.put(version.softlyDeleted()));
  }

  private static <T extends Enum<T>> void setting(
      SettingName<T> name, PerSubject<T> setting, JsonNode key, @Nullable String value) {
    JsonNode subject = key.path("subject");
    setting.set(
        subject.isTextual() ? Optional.of(subject.asText()) : Optional.empty(),
        Optional.ofNullable(value)
            .flatMap(text -> name.value(json(text).path(name.shown()).asText())));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "the topic " + SchemaLog.TOPIC + " holds a record that is not JSON", e);
    }
  }
}
