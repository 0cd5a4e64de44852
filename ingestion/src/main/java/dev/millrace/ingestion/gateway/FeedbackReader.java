package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.ingestion.domain.Times;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.record.Feedback;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.RequestId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads feedback of one tenant about one pipeline.
 *
 * <p><i>Shape</i>: a JSON object with {@code eventId} or {@code requestId}; {@code label}, {@code
 * rating} (0 to 1) or both; and, if you like, {@code source} and {@code observedAt} (RFC 3339).
 *
 * @param now stands for an observedAt that is not given
 */
record FeedbackReader(String tenant, String pipeline, Instant now) {

  private static final Set<String> MEMBERS =
      Set.of("eventId", "requestId", "label", "rating", "source", "observedAt");

  private static final Pattern REQUEST_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final String NOBODY = "unknown";

  /** Says what is wrong with a piece of feedback; never leaves this class. */
  private static final class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final Cause cause;

    Refusal(Cause cause, String message) {
      super(message, null, false, false);
      this.cause = cause;
    }
  }

  /** Reads one. */
  Part<Feedback> read(byte[] text) {
    try {
      return new Part.Good<>(feedback(object(text)));
    } catch (Refusal refusal) {
      return new Part.Bad<>(Problems.of(refusal.cause, String.valueOf(refusal.getMessage())));
    }
  }

  private Feedback feedback(JsonValue.Fields object) throws Refusal {
    if (!MEMBERS.containsAll(object.members().keySet())) {
      throw invalid(
          "feedback has no members besides eventId, requestId, label, rating, source and observedAt");
    }
    Optional<String> eventId = name(object, "eventId");
    Optional<String> label = name(object, "label");
    Optional<Double> rating = rating(object);
    if (label.isEmpty() && rating.isEmpty()) {
      throw invalid("the feedback has neither label nor rating");
    }
    return Feedback.newBuilder()
        .setRequestId(requestId(object, eventId))
        .setEventId(eventId.orElse(null))
        .setTenant(tenant)
        .setPipeline(pipeline)
        .setLabel(label.orElse(null))
        .setRating(rating.orElse(null))
        .setSource(name(object, "source").orElse(NOBODY))
        .setObservedAt(observedAt(object))
        .build();
  }

  private static JsonValue.Fields object(byte[] text) throws Refusal {
    StrictJson.Result result = StrictJson.read(new Slice(text, 0, text.length), 1);
    if (result instanceof StrictJson.Result.Malformed malformed) {
      throw new Refusal(
          Cause.MALFORMED_JSON, "the feedback is not strict JSON: " + malformed.reason());
    }
    if (((StrictJson.Result.Valid) result).value() instanceof JsonValue.Fields object) {
      return object;
    }
    throw invalid("feedback is a JSON object");
  }

  private String requestId(JsonValue.Fields object, Optional<String> eventId) throws Refusal {
    Optional<String> derived = eventId.map(id -> RequestId.of(tenant, pipeline, id));
    Optional<String> given = name(object, "requestId");
    if (given.isPresent() && !REQUEST_ID.matcher(given.get()).matches()) {
      throw invalid("the requestId is none that the gateway has given: take it from the receipt");
    }
    if (given.isPresent() && derived.isPresent() && !given.equals(derived)) {
      throw invalid("eventId and requestId are not of the same event: give one of them");
    }
    return given
        .or(() -> derived)
        .orElseThrow(() -> invalid("the feedback has neither eventId nor requestId"));
  }

  private static Optional<Double> rating(JsonValue.Fields object) throws Refusal {
    Optional<JsonValue> value = given(object, "rating");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    double rating =
        value.get() instanceof JsonValue.Numeric number
            ? Double.parseDouble(number.text())
            : Double.NaN;
    if (rating >= 0 && rating <= 1) {
      return Optional.of(rating);
    }
    throw invalid("the rating is not a number from 0 to 1");
  }

  private Instant observedAt(JsonValue.Fields object) throws Refusal {
    try {
      return name(object, "observedAt").map(Times::parse).orElse(now);
    } catch (DateTimeException e) {
      throw invalid("observedAt is not in RFC 3339");
    }
  }

  private static Optional<String> name(JsonValue.Fields object, String member) throws Refusal {
    Optional<JsonValue> value = given(object, member);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof JsonValue.Text text)) {
      throw invalid(member + " is not a string");
    }
    Optional<String> problem = Identity.problem(member, text.value());
    if (problem.isPresent()) {
      throw invalid(problem.get());
    }
    return Optional.of(text.value());
  }

  /** A member that is null counts as absent. */
  private static Optional<JsonValue> given(JsonValue.Fields object, String member) {
    return object.member(member).filter(value -> !(value instanceof JsonValue.Nothing));
  }

  private static Refusal invalid(String detail) {
    return new Refusal(Cause.INVALID_FIELD, detail);
  }
}
