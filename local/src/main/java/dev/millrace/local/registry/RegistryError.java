package dev.millrace.local.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.HttpReply;
import java.nio.charset.StandardCharsets;

/** An answer other than success, with the codes of the Confluent API; thrown to end the call. */
final class RegistryError extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final int code;

  RegistryError(int status, int code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static RegistryError subjectNotFound(String subject) {
    return new RegistryError(404, 40401, "Subject '" + subject + "' not found.");
  }

  static RegistryError versionNotFound(Object version) {
    return new RegistryError(404, 40402, "Version " + version + " not found.");
  }

  static RegistryError schemaNotFound() {
    return new RegistryError(404, 40403, "Schema not found");
  }

  static RegistryError invalidSchema(String reason) {
    return new RegistryError(422, 42201, "Invalid schema: " + reason);
  }

  HttpReply reply() {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", getMessage());
    return HttpReply.of(
        status, SchemaRegistryApi.MEDIA_TYPE, body.toString().getBytes(StandardCharsets.UTF_8));
  }
}
