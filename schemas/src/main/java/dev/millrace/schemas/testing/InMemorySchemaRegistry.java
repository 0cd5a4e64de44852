package dev.millrace.schemas.testing;

import dev.millrace.schemas.registry.Compatibility;
import dev.millrace.schemas.registry.IncompatibleSchemaException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.registry.UnknownSchemaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** A registry without a server: ids from 1, BACKWARD compatibility under every subject. */
public final class InMemorySchemaRegistry implements SchemaRegistry {

  private final List<Schema> schemas = new ArrayList<>();
  private final Map<String, List<Schema>> subjects = new HashMap<>();

  @Override
  public synchronized int register(String subject, Schema schema) {
    List<Schema> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
    if (!versions.contains(schema)) {
      if (!versions.isEmpty()) {
        refuse(subject, Compatibility.objections(schema, versions.get(versions.size() - 1)));
      }
      versions.add(schema);
    }
    if (!schemas.contains(schema)) {
      schemas.add(schema);
    }
    return schemas.indexOf(schema) + 1;
  }

  @Override
  public synchronized Schema schemaById(int id) {
    if (id < 1 || id > schemas.size()) {
      throw new UnknownSchemaException("there is no schema " + id);
    }
    return schemas.get(id - 1);
  }

  private static void refuse(String subject, List<String> objections) {
    if (!objections.isEmpty()) {
      throw new IncompatibleSchemaException(
          "the schema may not follow the one under " + subject + ": " + objections);
    }
  }
}
