package dev.millrace.local.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpReply;
import java.util.Collection;
import java.util.function.Function;

/** Lets calls take turns, so what one decides is still true when it is written. */
final class Turns {

  static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  /** An endpoint that answers with what an action returns, or with the error it throws. */
  Endpoint endpoint(Function<RegistryCall, JsonNode> action) {
    return call -> {
      try {
        JsonNode answer;
        synchronized (this) {
          answer = action.apply(new RegistryCall(call));
        }
        return HttpReply.of(200, MEDIA_TYPE, answer.toString().getBytes(UTF_8)).done();
      } catch (RegistryError e) {
        return e.reply().done();
      }
    };
  }

  static ArrayNode strings(Collection<String> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return array;
  }
}
