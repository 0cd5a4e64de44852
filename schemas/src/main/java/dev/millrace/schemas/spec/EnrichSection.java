package dev.millrace.schemas.spec;

import dev.millrace.record.Enrichment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code enrich}: joins with reference tables. */
final class EnrichSection {

  private static final Field<String> TABLE =
      Field.required("table", Names.table(), "Reference table to look into.");
  private static final Field<String> KEY =
      Field.required("key", Kinds.pointer(), "Where the row's key stands in the event.");
  private static final Field<String> AS =
      Field.required("as", Names.variable(), "Variable under which the prompt sees the row.");

  static final List<Field<?>> FIELDS = List.of(TABLE, KEY, AS);

  private EnrichSection() {}

  static List<Enrichment> read(@Nullable List<Section> sections) {
    List<Enrichment> enrichments = new ArrayList<>();
    Set<String> taken = new HashSet<>(Set.of("event"));
    for (Section section : sections == null ? List.<Section>of() : sections) {
      String table = section.read(TABLE);
      String key = section.read(KEY);
      String as = section.read(AS);
      if (as != null && !taken.add(as)) {
        section.wrong(AS, "the name " + as + " is taken; choose another");
      }
      if (section.isSound()) {
        enrichments.add(new Enrichment(table, key, as));
      }
    }
    return enrichments;
  }
}
