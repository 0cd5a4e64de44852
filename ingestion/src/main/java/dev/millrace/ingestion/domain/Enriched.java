package dev.millrace.ingestion.domain;

import dev.millrace.ingestion.domain.json.JsonPointer;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Members;
import dev.millrace.record.Enrichment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An event with the rows of reference data that its pipeline asks for, each a member of its own.
 *
 * <p>The join waits for no one: a row that is not there now is {@link JsonValue.Missing}, and
 * named.
 *
 * @param event an object as soon as a row was asked for
 * @param missing names of the rows that were not there
 */
record Enriched(JsonValue event, List<String> missing) {

  Enriched {
    missing = List.copyOf(missing);
  }

  /**
   * The event with its rows; nothing where it is no object, so that nothing can be joined to it.
   */
  static Optional<Enriched> of(JsonValue event, List<Enrichment> wanted, ReferenceRows rows) {
    if (wanted.isEmpty()) {
      return Optional.of(new Enriched(event, List.of()));
    }
    if (!(event instanceof JsonValue.Fields fields)) {
      return Optional.empty();
    }
    Members.Builder members = new Members.Builder(fields.members(), wanted.size());
    List<String> missing = new ArrayList<>();
    for (Enrichment one : wanted) {
      Optional<JsonValue> row = key(event, one).flatMap(key -> rows.row(one.getTable(), key));
      if (row.isEmpty()) {
        missing.add(one.getAs());
      }
      members.put(one.getAs(), row.orElseGet(JsonValue.Missing::new));
    }
    return Optional.of(new Enriched(JsonValue.Fields.of(members.build()), missing));
  }

  /** What the row is looked for by: a text or a number of the event. */
  private static Optional<String> key(JsonValue event, Enrichment one) {
    return JsonPointer.parse(one.getKey())
        .find(event)
        .filter(value -> value instanceof JsonValue.Text || value instanceof JsonValue.Numeric)
        .map(JsonValue::text);
  }
}
