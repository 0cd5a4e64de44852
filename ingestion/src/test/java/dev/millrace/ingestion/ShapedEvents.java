package dev.millrace.ingestion;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.record.EventSchema;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.SchemaFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Events for a pipeline with a schema, and what is to become of them at the door and behind it. */
public final class ShapedEvents {

  private static final String SCHEMA =
      """
      {
        "type": "object",
        "required": ["text"],
        "properties": {
          "text": { "type": "string", "minLength": 1 },
          "code": { "pattern": "^(a+)+\\\\1y$" },
          "price": { "type": "number", "multipleOf": 0.01 },
          "tags": { "items": { "type": "string" } }
        },
        "additionalProperties": { "type": ["string", "null"] }
      }
      """;

  private static final String FITS = "";

  private ShapedEvents() {}

  /** The pipeline letters, with a schema. */
  public static PipelineSpec spec() {
    PipelineSpec spec = Specs.letters();
    spec.setSchema$(new EventSchema(SchemaFormat.JSON_SCHEMA, SCHEMA));
    return spec;
  }

  /** Payloads, and the objection to each; empty where it fits. */
  public static Stream<Arguments> all() {
    return Stream.of(
        argumentSet("fitting", "{\"text\":\"a\"}", FITS),
        argumentSet("whole", "{\"text\":\"a\",\"price\":1.10,\"tags\":[\"x\"],\"o\":null}", FITS),
        argumentSet("no object", "[]", fit("at /type")),
        argumentSet("null", "null", fit("at /type")),
        argumentSet("no text", "{\"price\":1}", fit("at /required (text)")),
        argumentSet("empty text", "{\"text\":\"\"}", fit("at /properties/text/minLength")),
        argumentSet(
            "unknown member",
            "{\"text\":\"a\",\"SECRET\":5}",
            fit("at /additionalProperties/type")),
        argumentSet(
            "fraction", "{\"text\":\"a\",\"price\":1.005}", fit("at /properties/price/multipleOf")),
        argumentSet(
            "many",
            "{\"text\":1,\"price\":\"x\",\"tags\":[1,2,\"a\"]}",
            fit(
                "at /properties/price/type, /properties/tags/items/type, /properties/text/type"
                    + " (4 violations in all)")),
        argumentSet(
            "endless number",
            "{\"text\":\"a\",\"price\":1e999999999}",
            judged(
                "it holds a number of more than 1000 characters or with an exponent beyond 1000")),
        argumentSet(
            "deep",
            "{\"text\":\"a\",\"tags\":" + "[".repeat(100) + "]".repeat(100) + "}",
            judged("it is nested more than 100 levels deep")),
        argumentSet(
            "costly",
            "{\"text\":\"a\",\"code\":\"" + "a".repeat(60) + "!\"}",
            judged(
                "its patterns look at characters more than 5000000 times; make them simpler or send"
                    + " shorter texts")));
  }

  private static String fit(String places) {
    return "the event does not fit the pipeline's schema " + places;
  }

  private static String judged(String reason) {
    return "the event cannot be held against the pipeline's schema: " + reason;
  }
}
