package dev.millrace.bedrock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;

/** Reads what callers send. */
final class RequestBody {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private RequestBody() {}

  static JsonNode object(byte[] bytes) {
    try {
      JsonNode body = JSON.readTree(bytes);
      if (!body.isObject()) {
        throw new AwsError(400, "SerializationException", "Start of structure or map expected");
      }
      return body;
    } catch (IOException e) {
      throw new AwsError(400, "SerializationException", "The request is not valid JSON");
    }
  }

  static JsonNode object(String text) {
    return object(text.getBytes(UTF_8));
  }

  static JsonNode base64(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new AwsError(400, "SerializationException", "The blob is not base64");
    }
    return object(bytes);
  }
}
