package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.HttpCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads what callers send. */
final class RequestBody {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private RequestBody() {}

  static JsonNode json(HttpCall call) {
    return parse(call.body());
  }

  static JsonNode base64(String text) {
    try {
      return parse(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw AwsError.validation("The body is not base64");
    }
  }

  /** What InvokeModel says in headers, in the shape in which Converse says it in its body. */
  static ObjectNode headerMetadata(HttpCall call) {
    ObjectNode configuration = JsonNodeFactory.instance.objectNode();
    call.header("x-amzn-bedrock-request-metadata")
        .ifPresent(
            text ->
                configuration.set("requestMetadata", parse(text.getBytes(StandardCharsets.UTF_8))));
    call.header("x-amzn-bedrock-guardrailidentifier")
        .ifPresent(id -> configuration.putObject("guardrailConfig").put("guardrailIdentifier", id));
    return configuration;
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      JsonNode body = JSON.readTree(bytes);
      if (!body.isObject()) {
        throw AwsError.validation("The body is not a JSON object");
      }
      return body;
    } catch (IOException e) {
      throw new AwsError(400, "SerializationException", "The body is not JSON");
    }
  }
}
