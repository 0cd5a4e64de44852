package dev.millrace.schemas.registry;

import org.apache.avro.Schema;

/**
 * What serdes need of a schema registry.
 *
 * <p><i>Threads</i>: implementations may be used by many at once.
 *
 * <p><i>Failure</i>: {@link RegistryException} where the registry cannot be reached or refuses.
 */
public interface SchemaRegistry {

  /**
   * Registers the schema under the subject unless it is there, and returns its id.
   *
   * @throws IncompatibleSchemaException where the subject's compatibility rule forbids it
   */
  int register(String subject, Schema schema);

  /**
   * Returns the schema of an id; the answer never changes, so it is cached for ever.
   *
   * @throws UnknownSchemaException where the registry has no such id
   */
  Schema schemaById(int id);
}
