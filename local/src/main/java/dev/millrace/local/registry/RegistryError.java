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

  static RegistryError idNotFound(Object id) {
    return new RegistryError(404, 40403, "Schema " + id + " not found");
  }

  static RegistryError subjectSoftDeleted(String subject) {
    return new RegistryError(
        404,
        40404,
        "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
  }

  static RegistryError subjectNotSoftDeleted(String subject) {
    return new RegistryError(
        404,
        40405,
        "Subject '" + subject + "' was not deleted first before being permanently deleted");
  }

  static RegistryError versionSoftDeleted(RegisteredSchema version) {
    return new RegistryError(
        404, 40406, place(version) + " was soft deleted. Set permanent=true to delete permanently");
  }

  static RegistryError versionNotSoftDeleted(RegisteredSchema version) {
    return new RegistryError(
        404, 40407, place(version) + " was not deleted first before being permanently deleted");
  }

  static RegistryError incompatible(String subject, Object objections) {
    return new RegistryError(
        409,
        409,
        "Schema being registered is incompatible with an earlier schema for subject \""
            + subject
            + "\", details: "
            + objections);
  }

  static RegistryError invalidSchema(String reason) {
    return new RegistryError(422, 42201, "Invalid schema: " + reason);
  }

  static RegistryError invalidVersion(String version) {
    return new RegistryError(
        422,
        42202,
        "The specified version '"
            + version
            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string"
            + " \"latest\"");
  }

  static RegistryError readOnly(String subject) {
    return new RegistryError(422, 42205, "Subject " + subject + " is in read-only mode");
  }

  static RegistryError storeFailed(String reason) {
    return new RegistryError(500, 50001, "Error in the backend data store: " + reason);
  }

  HttpReply reply() {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", getMessage());
    return HttpReply.of(status, Turns.MEDIA_TYPE, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String place(RegisteredSchema version) {
    return "Subject '" + version.subject() + "' Version " + version.version();
  }
}
