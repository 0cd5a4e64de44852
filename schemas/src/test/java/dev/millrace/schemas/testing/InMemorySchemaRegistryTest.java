package dev.millrace.schemas.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.registry.IncompatibleSchemaException;
import dev.millrace.schemas.registry.UnknownSchemaException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class InMemorySchemaRegistryTest {

  private static final Schema FIRST =
      SchemaBuilder.record("Thing").fields().requiredString("name").endRecord();
  private static final Schema SECOND =
      SchemaBuilder.record("Thing").fields().requiredString("name").optionalInt("size").endRecord();
  private static final Schema OTHER =
      SchemaBuilder.record("Thing").fields().requiredString("name").requiredInt("size").endRecord();

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

  @Test
  void givesTheSameIdForTheSameSchema() {
    int id = registry.register("a-value", FIRST);

    assertThat(registry.register("a-value", SECOND)).isNotEqualTo(id);
    assertThat(registry.register("a-value", FIRST)).isEqualTo(id);
    assertThat(registry.register("b-value", FIRST)).isEqualTo(id);
    assertThat(registry.schemaById(id)).isEqualTo(FIRST);
  }

  @Test
  void refusesWhatCannotReadTheNewest() {
    registry.register("a-value", FIRST);

    assertThatThrownBy(() -> registry.register("a-value", OTHER))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("a-value");
    assertThatThrownBy(() -> registry.schemaById(2)).isInstanceOf(UnknownSchemaException.class);
  }
}
