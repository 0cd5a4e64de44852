package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.ingestion.domain.NamePlace;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.Problem;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.SourceFormat;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.spec.PersonalPaths;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the events of a call have their ids and ordering keys from.
 *
 * <p><i>Shape</i>: of one event, {@code id} and {@code key} name them outright; of all, {@code
 * idPointer} and {@code keyPointer} name the places in each event where they stand, and an event
 * without is turned away for itself. An {@code Idempotency-Key} is the id of one event that has
 * none, and KEY/LINE of each line.
 *
 * @param id of one event
 * @param key of one event
 */
record Naming(
    Optional<String> id,
    Optional<String> key,
    Optional<NamePlace> idPlace,
    Optional<NamePlace> keyPlace,
    Optional<String> idempotencyKey) {

  private static final String ID = "id";
  private static final String KEY = "key";
  private static final String ID_POINTER = "idPointer";
  private static final String KEY_POINTER = "keyPointer";

  /** A slash and the number of any line that a body has room for. */
  private static final int LINE_LENGTH = 10;

  /** Names of one JSON event. */
  static Part<Naming> ofOne(HttpCall call) {
    Optional<String> clash =
        Stream.of(clash(call, ID, ID_POINTER), clash(call, KEY, KEY_POINTER))
            .flatMap(Optional::stream)
            .findFirst();
    return clash.<Part<Naming>>map(Naming::bad).orElseGet(() -> read(call, Identity.MAX_LENGTH));
  }

  /** Names of NDJSON events. */
  static Part<Naming> ofLines(HttpCall call) {
    if (call.queryValue(ID).isPresent() || call.queryValue(KEY).isPresent()) {
      return bad(
          "id and key are for a single event: say with idPointer and keyPointer where they stand in"
              + " each line");
    }
    return read(call, Identity.MAX_LENGTH - LINE_LENGTH);
  }

  /** A problem where names are given to CloudEvents, which bring their own. */
  static Optional<Problem> notFromOutside(HttpCall call) {
    return Stream.of(ID, KEY, ID_POINTER, KEY_POINTER)
        .filter(name -> call.queryValue(name).isPresent())
        .findFirst()
        .map(
            name ->
                invalid(
                    name
                        + " is given, but a CloudEvent brings its id and partitionkey itself: leave"
                        + " it out"));
  }

  /** A problem where names would come from personal data: they leave ingestion as they are. */
  static Optional<Problem> ofPersonalData(HttpCall call, PipelineSpec spec) {
    PersonalPaths personal = new PersonalPaths(spec.getGovernance().getPii().keySet());
    return Stream.of(ID_POINTER, KEY_POINTER)
        .flatMap(
            name ->
                call
                    .queryValue(name)
                    .flatMap(pointer -> personal.covering(pointer, SourceFormat.JSON))
                    .map(
                        path ->
                            invalid(
                                name
                                    + " names personal data by governance.pii."
                                    + path
                                    + ", but ids and keys leave ingestion as they are: name a"
                                    + " field that is none"))
                    .stream())
        .findFirst();
  }

  /** The one event of a body. */
  Part<SubmittedEvent> one(byte[] event) {
    return named(event, id.or(() -> idempotencyKey));
  }

  /** An event that is a line of a body. */
  Part<SubmittedEvent> line(int number, byte[] event) {
    return named(event, idempotencyKey.map(given -> given + "/" + number));
  }

  private Part<SubmittedEvent> named(byte[] event, Optional<String> otherwise) {
    if (idPlace.isEmpty() && keyPlace.isEmpty()) {
      return submitted(otherwise, key, event);
    }
    int levels =
        Stream.of(idPlace, keyPlace)
            .flatMap(Optional::stream)
            .mapToInt(NamePlace::levels)
            .max()
            .orElse(0);
    StrictJson.Result result = StrictJson.read(new Slice(event, 0, event.length), levels);
    if (result instanceof StrictJson.Result.Malformed malformed) {
      return new Part.Bad<>(
          Problems.of(Cause.MALFORMED_JSON, "the event is not strict JSON: " + malformed.reason()));
    }
    JsonValue value = ((StrictJson.Result.Valid) result).value();
    Optional<String> ownId = idPlace.flatMap(place -> place.find(value));
    if (idPlace.isPresent() && ownId.isEmpty()) {
      return missing("id", ID_POINTER);
    }
    Optional<String> ownKey = keyPlace.flatMap(place -> place.find(value));
    if (keyPlace.isPresent() && ownKey.isEmpty()) {
      return missing("ordering key", KEY_POINTER);
    }
    return submitted(ownId.or(() -> otherwise), ownKey.or(() -> key), event);
  }

  private static Part<SubmittedEvent> submitted(
      Optional<String> id, Optional<String> key, byte[] event) {
    return new Part.Good<>(
        new SubmittedEvent(
            id, key, Optional.empty(), EventBodies.JSON, event, SpanContext.getInvalid()));
  }

  private static Part<Naming> read(HttpCall call, int longestKey) {
    Part<Optional<String>> idempotencyKey = IdempotencyKey.read(call, longestKey);
    if (idempotencyKey instanceof Part.Bad<Optional<String>> bad) {
      return new Part.Bad<>(bad.problem());
    }
    try {
      return new Part.Good<>(
          new Naming(
              call.queryValue(ID),
              call.queryValue(KEY),
              call.queryValue(ID_POINTER).map(NamePlace::parse),
              call.queryValue(KEY_POINTER).map(NamePlace::parse),
              ((Part.Good<Optional<String>>) idempotencyKey).value()));
    } catch (IllegalArgumentException e) {
      return bad("idPointer or keyPointer is no JSON Pointer: it begins with a slash, as in /id");
    }
  }

  private static Optional<String> clash(HttpCall call, String name, String pointer) {
    return call.queryValue(name).isPresent() && call.queryValue(pointer).isPresent()
        ? Optional.of(name + " and " + pointer + " are both given: give one of them")
        : Optional.empty();
  }

  private static <T> Part<T> missing(String what, String pointer) {
    return bad("the event has no " + what + ", a string or a number, at the " + pointer);
  }

  private static <T> Part<T> bad(String detail) {
    return new Part.Bad<>(invalid(detail));
  }

  private static Problem invalid(String detail) {
    return Problems.of(Cause.INVALID_FIELD, detail);
  }
}
