package dev.millrace.local.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;

/**
 * A schema under a subject.
 *
 * @param version counted from 1 within the subject
 * @param id the same for the same text under any subject
 * @param deleted softly: found by id only
 */
record RegisteredSchema(String subject, int version, int id, Schema schema, boolean deleted) {

  RegisteredSchema softlyDeleted() {
    return new RegisteredSchema(subject, version, id, schema, true);
  }

  /** As callers and the log see it. */
  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("subject", subject)
        .put("version", version)
        .put("id", id)
        .put("schema", schema.toString());
  }
}
