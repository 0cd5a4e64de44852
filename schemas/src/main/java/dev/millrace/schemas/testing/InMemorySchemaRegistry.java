package dev.millrace.schemas.testing;

import dev.millrace.schemas.registry.IncompatibleSchemaException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.registry.UnknownSchemaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** A registry without a server: ids from 1, BACKWARD compatibility under every subject. */
public final class InMemorySchemaRegistry implements SchemaRegistry {

  private final List<Schema> schemas = new ArrayList<>();
  private final Map<String, Schema> latest = new HashMap<>();

  @Override
  public synchronized int register(String subject, Schema schema) {
    Schema before = latest.get(subject);
    if (before != null
        && SchemaCompatibility.checkReaderWriterCompatibility(schema, before).getType()
            != SchemaCompatibilityType.COMPATIBLE) {
      throw new IncompatibleSchemaException("the schema may not follow the one under " + subject);
    }
    latest.put(subject, schema);
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
}
