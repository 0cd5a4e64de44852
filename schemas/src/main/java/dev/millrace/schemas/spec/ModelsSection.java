package dev.millrace.schemas.spec;

import dev.millrace.record.Models;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code models}: who answers. */
final class ModelsSection {

  private static final Field<String> CHAMPION =
      Field.required("champion", Names.model(), "Model that answers.");
  private static final Field<List<String>> FALLBACK =
      Field.byDefault(
          "fallback",
          Kinds.listOf(Names.model()),
          "[]",
          "Models to ask, in this order, when the champion cannot answer.");
  private static final Field<String> GUARDRAIL =
      Field.optional(
          "guardrail",
          Names.guardrail(),
          "Guardrail of the endpoint that inputs and answers are held against; what it stops is"
              + " `BLOCKED`. Absent: none.");

  static final List<Field<?>> FIELDS = List.of(CHAMPION, FALLBACK, GUARDRAIL);

  private ModelsSection() {}

  static @Nullable Models read(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    String champion = section.read(CHAMPION);
    List<String> fallback = section.read(FALLBACK);
    String guardrail = section.read(GUARDRAIL);
    if (champion != null && fallback != null) {
      Set<String> named = new HashSet<>(Set.of(champion));
      for (String model : fallback) {
        if (!named.add(model)) {
          section.wrong(FALLBACK, "the model " + model + " is named twice");
        }
      }
    }
    return section.isSound() ? new Models(champion, fallback, guardrail) : null;
  }
}
