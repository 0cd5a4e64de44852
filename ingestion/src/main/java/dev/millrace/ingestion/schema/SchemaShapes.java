package dev.millrace.ingestion.schema;

import dev.millrace.ingestion.domain.EventShape;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.EventSchema;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.event.EventValidator;
import dev.millrace.schemas.event.UnusableSchemaException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds events against the schemas that their pipelines declare, as JSON Schema or Avro.
 *
 * <p><i>Shape</i>: a schema is compiled when the first event of its pipeline comes, and again when
 * the pipeline's schema changes.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class SchemaShapes implements EventShape {

  /** Enough for any factory; beyond it all are compiled anew, one by one. */
  static final int MOST_PIPELINES = 1_000;

  private final Map<String, Compiled> byPipeline = new ConcurrentHashMap<>();

  /**
   * What became of a schema.
   *
   * @param validator empty where no event can be held against it
   * @param plain knows events that fit without asking the validator; empty where it would not
   */
  private record Compiled(
      EventSchema schema, Optional<EventValidator> validator, Optional<PlainSchema> plain) {

    static Compiled of(EventSchema schema) {
      try {
        EventValidator validator = EventValidator.of(schema);
        return new Compiled(
            schema, Optional.of(validator), PlainSchemaReader.read(validator.jsonSchema()));
      } catch (UnusableSchemaException e) {
        return new Compiled(schema, Optional.empty(), Optional.empty());
      }
    }

    /** Specs are followed: as long as nobody applies another, it is the very same text. */
    boolean isOf(EventSchema other) {
      return schema.getFormat() == other.getFormat() && schema.getText().equals(other.getText());
    }
  }

  @Override
  public Optional<String> objection(PipelineSpec spec, JsonValue event) {
    EventSchema schema = spec.getSchema$();
    if (schema == null) {
      return Optional.empty();
    }
    Compiled compiled = compiled(spec.getPipeline(), schema);
    if (compiled.plain().isPresent() && compiled.plain().get().isFitting(event)) {
      return Optional.empty();
    }
    Optional<EventValidator> validator = compiled.validator();
    if (validator.isEmpty()) {
      return Optional.of("the pipeline's schema cannot be used: correct it and apply the spec");
    }
    EventTree tree = EventTree.of(event);
    return tree instanceof EventTree.Seen seen
        ? validator.get().objection(seen.node())
        : Optional.of(((EventTree.Unseen) tree).objection());
  }

  /** How many pipelines have a schema at hand. */
  int size() {
    return byPipeline.size();
  }

  private Compiled compiled(String pipeline, EventSchema schema) {
    Compiled known = byPipeline.get(pipeline);
    if (known == null || !known.isOf(schema)) {
      known = Compiled.of(schema);
      if (byPipeline.size() >= MOST_PIPELINES) {
        byPipeline.clear();
      }
      byPipeline.put(pipeline, known);
    }
    return known;
  }
}
