package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.http.HttpCall;

/**
 * One signed call.
 *
 * @param id the endpoint's own id of it, unique
 * @param body a JSON object
 */
public record Call(HttpCall http, String id, JsonNode body) {}
