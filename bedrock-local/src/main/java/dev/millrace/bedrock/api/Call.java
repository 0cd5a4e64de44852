package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.http.HttpCall;

/**
 * One signed call.
 *
 * @param id the endpoint's own id of it, unique
 * @param body a JSON object
 */
record Call(HttpCall http, String id, JsonNode body) {

  /** The model that is called, as the caller names it. */
  String model() {
    return http.parameter("model");
  }
}
