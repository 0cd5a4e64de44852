package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what the references of a schema point to. All of it is in the one document: nothing is ever
 * fetched.
 *
 * <p><i>Source</i>: JSON Schema 2020-12, core, section 8.2.
 */
final class References {

  private static final URI DOCUMENT = URI.create("schema:/");

  private final IdentityHashMap<JsonNode, URI> bases = new IdentityHashMap<>();
  private final Map<URI, JsonNode> resources = new HashMap<>();
  private final Map<String, JsonNode> anchors = new HashMap<>();

  private References(JsonNode document) {
    resources.put(DOCUMENT, document);
    index(document, DOCUMENT);
  }

  static References within(JsonNode document) {
    return new References(document);
  }

  /** What a reference points to; nothing where this document does not have it. */
  Optional<JsonNode> find(JsonNode from, String reference) {
    URI base = bases.getOrDefault(from, DOCUMENT);
    try {
      URI uri = reference.startsWith("#") ? fragmentOf(base, reference) : base.resolve(reference);
      String whole = uri.toString();
      int mark = whole.indexOf('#');
      URI resource = mark < 0 ? uri : URI.create(whole.substring(0, mark));
      Optional<JsonNode> found = find(resource, Optional.ofNullable(uri.getFragment()).orElse(""));
      found.ifPresent(schema -> index(schema, resource));
      return found;
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<JsonNode> find(URI resource, String fragment) {
    JsonNode document = resources.get(resource);
    if (document == null) {
      return Optional.empty();
    }
    if (fragment.isEmpty()) {
      return Optional.of(document);
    }
    return fragment.startsWith("/")
        ? Optional.of(document.at(fragment)).filter(found -> found.isObject() || found.isBoolean())
        : Optional.ofNullable(anchors.get(resource + "#" + fragment));
  }

  /** Notes the names of a schema and of all within it, once. */
  private void index(JsonNode schema, URI outer) {
    if (!schema.isObject() || bases.containsKey(schema)) {
      return;
    }
    URI base = schema.path("$id").isTextual() ? identified(schema, outer) : outer;
    bases.put(schema, base);
    for (String keyword : new String[] {"$anchor", "$dynamicAnchor"}) {
      if (schema.path(keyword).isTextual()) {
        anchors.put(base + "#" + schema.path(keyword).textValue(), schema);
      }
    }
    SubSchemas.of(schema).forEach(part -> index(part.schema(), base));
  }

  private URI identified(JsonNode schema, URI outer) {
    try {
      String id = schema.path("$id").textValue();
      URI base = outer.resolve(id.endsWith("#") ? id.substring(0, id.length() - 1) : id);
      resources.put(base, schema);
      return base;
    } catch (IllegalArgumentException e) {
      return outer;
    }
  }

  /** Names such as {@code urn:a:b} have no hierarchy, and are not resolved against. */
  private static URI fragmentOf(URI base, String fragment) {
    return URI.create(base + fragment);
  }
}
