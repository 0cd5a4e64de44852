package dev.millrace.ingestion.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.millrace.ingestion.domain.json.JsonValue;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.NullUnmarked;

/** Lets Mustache see the members of an event and nothing else: no fields or methods of classes. */
@NullUnmarked
final class EventFields implements Mustache.Collector {

  private static final String WHOLE = "event";

  /** Outermost scope of a template: the members of the event, and the event itself. */
  record Scope(JsonValue event) {

    @Override
    public String toString() {
      return event.text();
    }
  }

  @Override
  public Iterator<?> toIterator(Object value) {
    if (value instanceof JsonValue.Missing) {
      return Collections.emptyIterator();
    }
    if (value instanceof JsonValue.Items array) {
      // A section is about what is there, and a null is nothing.
      return array.items().stream()
          .filter(item -> !(item instanceof JsonValue.Nothing))
          .map(EventFields::seen)
          .iterator();
    }
    // The empty list that stands for a section's absent value.
    return value instanceof Iterable<?> nothing ? nothing.iterator() : null;
  }

  @Override
  public Mustache.VariableFetcher createFetcher(Object context, String name) {
    return EventFields::fetch;
  }

  @Override
  public <K, V> Map<K, V> createFetcherCache() {
    return new ConcurrentHashMap<>();
  }

  /** What a name means in the outermost scope; null where it means nothing. */
  static JsonValue outermost(JsonValue event, String name) {
    return name.equals(WHOLE) ? event : event.member(name).orElse(null);
  }

  private static Object fetch(Object context, String name) {
    if (context instanceof Scope scope) {
      JsonValue found = outermost(scope.event(), name);
      return found == null ? Template.NO_FETCHER_FOUND : seen(found);
    }
    return context instanceof JsonValue value ? member(value, name) : Template.NO_FETCHER_FOUND;
  }

  private static Object member(JsonValue value, String name) {
    Optional<JsonValue> member = value.member(name);
    return member.isPresent() ? seen(member.get()) : Template.NO_FETCHER_FOUND;
  }

  /** Truth and nothing decide sections, so Mustache has to see them as its own. */
  private static Object seen(JsonValue value) {
    if (value instanceof JsonValue.Truth truth) {
      return truth.value();
    }
    return value instanceof JsonValue.Nothing ? null : value;
  }
}
