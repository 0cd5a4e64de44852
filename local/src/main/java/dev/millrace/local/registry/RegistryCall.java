package dev.millrace.local.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.platform.http.HttpCall;

/** What a caller of the registry says. */
record RegistryCall(HttpCall http) {

  private static final ObjectMapper JSON = new ObjectMapper();

  String subject() {
    return http.parameter("subject");
  }

  String version() {
    return http.parameter("version");
  }

  /** The id of a schema; one that is not a number is not found. */
  int id() {
    String id = http.parameter("id");
    if (!id.matches("\\d{1,9}")) {
      throw RegistryError.idNotFound(id);
    }
    return Integer.parseInt(id);
  }

  boolean isSet(String flag) {
    return http.queryValue(flag).filter("true"::equals).isPresent();
  }

  String text(String name) {
    return http.queryValue(name).orElse("");
  }

  Visibility visibility() {
    if (isSet("deletedOnly")) {
      return Visibility.DELETED;
    }
    return isSet("deleted") ? Visibility.ALL : Visibility.LIVE;
  }

  Sameness sameness() {
    return isSet("normalize") ? Sameness.NORMALIZED : Sameness.WRITTEN;
  }

  JsonNode body() {
    try {
      JsonNode tree = JSON.readTree(new String(http.body(), UTF_8));
      return tree.isMissingNode() ? JSON.createObjectNode() : tree;
    } catch (JsonProcessingException e) {
      throw new RegistryError(400, 400, "The body is not JSON");
    }
  }
}
