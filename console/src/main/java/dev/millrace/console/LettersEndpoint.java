package dev.millrace.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.console.letters.domain.LetterFilter;
import dev.millrace.ingestion.gateway.Query;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.AuditEvent;
import dev.millrace.schemas.json.RecordJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Shows a tenant's dead letters: {@code GET /v1/dead-letters}.
 *
 * <p><i>Shape</i>: newest first, in the fields of the Avro record, without the content of the
 * event, which may be personal; each with its id, and when it was last replayed. Letters of nobody
 * (their record could not be read so far) are shown to nobody.
 *
 * <p><i>Failure</i>: 400 where a parameter is none; 503 while older letters are still being read.
 */
final class LettersEndpoint {

  static final Query QUERY = Query.of("pipeline", "cause", "stage", "since", "until", "limit");

  private static final int USUAL = 200;
  private static final int MOST = 1_000;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
  private static final List<String> CONTENT = List.of("key", "value", "headers");

  private final LetterShelf letters;
  private final AuditMemory audit;
  private final BooleanSupplier isCaughtUp;

  LettersEndpoint(LetterShelf letters, AuditMemory audit, BooleanSupplier isCaughtUp) {
    this.letters = letters;
    this.audit = audit;
    this.isCaughtUp = isCaughtUp;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    if (!isCaughtUp.getAsBoolean()) {
      return Answers.stillReading().done();
    }
    int limit;
    LetterFilter filter;
    try {
      limit = limit(call);
      filter = LetterWords.filter(tenant, call::queryValue);
    } catch (LetterWords.UnknownWordException e) {
      return Answers.invalid(e.detail()).done();
    }
    LetterShelf.Some some = letters.newest(tenant, filter::takes, limit);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode array = answer.putArray("letters");
    some.shown().forEach(letter -> array.add(json(tenant, letter)));
    return Answers.ok(answer.put("count", some.count())).done();
  }

  private static int limit(HttpCall call) throws LetterWords.UnknownWordException {
    Optional<String> given = call.queryValue("limit");
    if (given.isEmpty()) {
      return USUAL;
    }
    int limit = NUMBER.matcher(given.get()).matches() ? Integer.parseInt(given.get()) : 0;
    if (limit < 1 || limit > MOST) {
      throw new LetterWords.UnknownWordException("limit is no whole number from 1 to " + MOST);
    }
    return limit;
  }

  private ObjectNode json(String tenant, LetterShelf.Named named) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", named.id());
    RecordJson.of(named.letter())
        .remove(CONTENT)
        .properties()
        .forEach(field -> json.set(field.getKey(), field.getValue()));
    Optional<AuditEvent> replay = audit.replay(tenant, named.id());
    return json.put("replayedAt", replay.map(AuditEvent::getAt).map(Instant::toString).orElse(null))
        .put("replayedBy", replay.map(AuditEvent::getActor).orElse(null));
  }
}
