package dev.millrace.local.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaCatalogTest {

  private static final Schema TEXT = Schema.create(Schema.Type.STRING);
  private static final Schema NUMBER = Schema.create(Schema.Type.INT);

  private final SchemaCatalog catalog = new SchemaCatalog();

  @Test
  void countsVersionsBySubjectAndIdsByText() {
    add("one", TEXT);
    add("one", NUMBER);
    add("other", NUMBER);

    assertThat(catalog.all())
        .extracting(RegisteredSchema::subject, RegisteredSchema::version, RegisteredSchema::id)
        .containsExactly(tuple("one", 1, 1), tuple("one", 2, 2), tuple("other", 1, 2));
  }

  @Test
  void keepsASoftlyDeletedSchemaById() {
    RegisteredSchema added = add("one", TEXT);

    catalog.put(added.softlyDeleted());

    assertThat(catalog.versions("one", Visibility.LIVE)).isEmpty();
    assertThat(catalog.versions("one", Visibility.DELETED)).hasSize(1);
    assertThat(catalog.byId(added.id())).contains(TEXT);
    assertThat(catalog.next("one", TEXT).version()).isEqualTo(2);
  }

  @Test
  void forgetsASchemaWithItsLastUse() {
    RegisteredSchema first = add("one", TEXT);
    RegisteredSchema second = add("other", TEXT);

    catalog.remove(first.subject(), first.version());
    assertThat(catalog.byId(first.id())).contains(TEXT);

    catalog.remove(second.subject(), second.version());
    assertThat(catalog.byId(first.id())).isEmpty();
    assertThat(catalog.next("one", TEXT).id()).isEqualTo(2);
  }

  @Test
  void forgetsWhatAVersionWasBeforeItWasReplaced() {
    catalog.put(new RegisteredSchema("one", 1, 1, TEXT, false));

    catalog.put(new RegisteredSchema("one", 1, 1, NUMBER, false));

    assertThat(catalog.byId(1)).contains(NUMBER);
    assertThat(catalog.next("other", TEXT).id()).isEqualTo(2);
  }

  @Test
  void guardsBackwardUnlessToldOtherwise() {
    add("one", TEXT);
    assertThat(catalog.objections("one", NUMBER)).isNotEmpty();

    catalog.levels().set(Optional.of("one"), Optional.of(CompatibilityLevel.NONE));
    assertThat(catalog.objections("one", NUMBER)).isEmpty();

    catalog.levels().set(Optional.of("one"), Optional.empty());
    catalog.levels().set(Optional.empty(), Optional.of(CompatibilityLevel.NONE));
    assertThat(catalog.objections("one", NUMBER)).isEmpty();
  }

  private RegisteredSchema add(String subject, Schema schema) {
    RegisteredSchema next = catalog.next(subject, schema);
    catalog.put(next);
    return next;
  }
}
