package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.path.NodePath;
import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Holds events against one schema.
 *
 * <p><i>Shape</i>: the verdict is that of JSON Schema 2020-12, where {@code format} and {@code
 * content…} describe and do not assert. The same event has the same verdict each time.
 *
 * <p><i>Threads</i>: may be used by many at once.
 *
 * <p><i>Failure</i>: what an event does to a schema is told as an objection, even where patterns
 * would take too long or it is nested too deeply to be judged.
 */
public final class EventValidator {

  /**
   * Deepest nesting of events that may be given: the library goes down into schema and event by
   * recursion, which has to end before the stack, wherever it begins.
   */
  public static final int MAX_DEPTH = 100;

  private static final int MOST_PLACES = 3;

  private record Violation(String place, NodePath at) {}

  private final JsonNode jsonSchema;
  private final Schema schema;
  private final BoundedPatterns patterns;
  private final Function<Error, String> places;
  private final String what;

  private EventValidator(
      JsonNode jsonSchema, BoundedPatterns patterns, Function<Error, String> places, String what) {
    this.jsonSchema = jsonSchema;
    this.schema = Library.compile(jsonSchema, patterns);
    this.patterns = patterns;
    this.places = places;
    this.what = what;
  }

  /**
   * Compiles a schema; takes milliseconds.
   *
   * @throws UnusableSchemaException where it is none
   */
  public static EventValidator of(EventSchema schema) {
    return of(schema, "the event");
  }

  /**
   * The same for something else than events.
   *
   * @param what how objections call it
   */
  public static EventValidator of(EventSchema schema, String what) {
    SchemaText text = SchemaText.of(schema);
    if (text instanceof SchemaText.Unreadable unreadable) {
      throw new UnusableSchemaException(List.of(unreadable.defect()));
    }
    BoundedPatterns patterns = new BoundedPatterns();
    try {
      return new EventValidator(
          ((SchemaText.Plain) text).schema(),
          patterns,
          schema.getFormat() == SchemaFormat.AVRO ? Place::inAvro : Place::inJsonSchema,
          what);
    } catch (SchemaException e) {
      throw new UnusableSchemaException(List.of("cannot be compiled: " + e.getMessage()));
    } catch (StackOverflowError e) {
      throw new UnusableSchemaException(List.of(SchemaCheck.TOO_DEEP));
    }
  }

  /** The JSON Schema that events are held against; not to be changed. */
  public JsonNode jsonSchema() {
    return jsonSchema;
  }

  /**
   * What the schema has against an event; nothing where it fits. One sentence that names places of
   * the schema, and never holds content.
   *
   * @param event with the numbers of {@link ExactNumbers}, at most {@value #MAX_DEPTH} levels deep
   */
  public Optional<String> objection(JsonNode event) {
    Findings findings = new Findings();
    try {
      patterns.refresh();
      schema.validate(findings, event);
    } catch (BoundedPatterns.CostlyException e) {
      return Optional.of(
          what
              + " cannot be held against the pipeline's schema: its patterns look at characters"
              + " more than "
              + BoundedPatterns.MAX_STEPS
              + " times; make them simpler or send shorter texts");
    } catch (StackOverflowError e) {
      return Optional.of(
          what + " cannot be held against the pipeline's schema: it is nested too deeply");
    } catch (RuntimeException e) {
      // A library's mistake about one event must not stop those behind it.
      return Optional.of(
          what + " cannot be held against the pipeline's schema: " + e.getClass().getSimpleName());
    }
    List<Error> errors = findings.getErrors();
    return errors.isEmpty() ? Optional.empty() : Optional.of(sentence(errors));
  }

  private String sentence(List<Error> errors) {
    Set<Violation> violations = new HashSet<>();
    // The library has no order among patterns: sorted, the same event gives the same sentence.
    Set<String> all = new TreeSet<>();
    for (Error error : errors) {
      String place = places.apply(error);
      violations.add(new Violation(place, error.getInstanceLocation()));
      all.add(place);
    }
    String first = String.join(", ", all.stream().limit(MOST_PLACES).toList());
    String sentence = what + " does not fit the pipeline's schema at " + first;
    if (violations.size() == 1) {
      return sentence;
    }
    String count = errors.size() < Findings.MOST ? "" : "at least ";
    return sentence + " (" + count + violations.size() + " violations in all)";
  }
}
