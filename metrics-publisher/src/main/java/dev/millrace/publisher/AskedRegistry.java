package dev.millrace.publisher;

import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.registry.UnknownSchemaException;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A registry that is asked in vain once a turn: a client tries each of its addresses for some
 * seconds, and there are as many to ask for as there are partitions.
 *
 * <p><i>Threads</i>: for one.
 */
final class AskedRegistry implements SchemaRegistry {

  private final SchemaRegistry registry;
  private @Nullable RegistryException failure;

  AskedRegistry(SchemaRegistry registry) {
    this.registry = registry;
  }

  /** It may be asked again. */
  void nextTurn() {
    failure = null;
  }

  @Override
  public int register(String subject, Schema schema) {
    return answer(() -> registry.register(subject, schema));
  }

  @Override
  public Schema schemaById(int id) {
    return answer(() -> registry.schemaById(id));
  }

  private <T> T answer(Supplier<T> question) {
    if (failure != null) {
      throw new RegistryException("the registry has not answered in this turn", failure);
    }
    try {
      return question.get();
    } catch (UnknownSchemaException e) {
      throw e;
    } catch (RegistryException e) {
      failure = e;
      throw e;
    }
  }
}
