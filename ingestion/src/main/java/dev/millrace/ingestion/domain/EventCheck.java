package dev.millrace.ingestion.domain;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Cause;
import java.util.Locale;

/** Whether a pipeline can take a payload: the same answer at the gateway and behind it. */
public sealed interface EventCheck {

  /** Largest payload whatever a spec allows, in bytes: with its envelope it has to fit a record. */
  int MAX_BYTES = 3 * 1024 * 1024;

  /** It can. */
  record Good(JsonValue value) implements EventCheck {}

  /**
   * It cannot.
   *
   * @param detail what is wrong and what to do, without content
   */
  record Bad(Cause cause, String detail) implements EventCheck {}

  /** Checks type, size, syntax and shape, and takes the payload apart. */
  static EventCheck of(String contentType, byte[] payload, PipelineSpec spec, EventShape shape) {
    return of(contentType, payload, spec, shape, StrictJson.MAX_DEPTH);
  }

  /** The same for who does not need the parts. */
  static EventCheck whole(String contentType, byte[] payload, PipelineSpec spec, EventShape shape) {
    int levels = spec.getSchema$() == null ? 0 : StrictJson.MAX_DEPTH;
    return of(contentType, payload, spec, shape, levels);
  }

  private static EventCheck of(
      String contentType, byte[] payload, PipelineSpec spec, EventShape shape, int levels) {
    if (!isJson(contentType)) {
      return new Bad(
          Cause.UNSUPPORTED_CONTENT_TYPE, "the event is not JSON: send it as application/json");
    }
    int limit = Math.min(spec.getGovernance().getMaxBytes(), MAX_BYTES);
    if (payload.length > limit) {
      return new Bad(
          Cause.TOO_LARGE,
          "the event has "
              + payload.length
              + " bytes, the pipeline lets in at most "
              + limit
              + " (governance.maxBytes)");
    }
    StrictJson.Result result = StrictJson.read(new Slice(payload, 0, payload.length), levels);
    if (result instanceof StrictJson.Result.Malformed malformed) {
      return new Bad(Cause.MALFORMED_JSON, "the event is not strict JSON: " + malformed.reason());
    }
    JsonValue value = ((StrictJson.Result.Valid) result).value();
    return shape
        .objection(spec, value)
        .<EventCheck>map(objection -> new Bad(Cause.SCHEMA_VIOLATION, objection))
        .orElseGet(() -> new Good(value));
  }

  /** Whether a media type, with or without parameters, says JSON. */
  public static boolean isJson(String contentType) {
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json") || type.equals("text/json");
  }
}
