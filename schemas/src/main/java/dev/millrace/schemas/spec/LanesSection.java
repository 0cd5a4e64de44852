package dev.millrace.schemas.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code lanes}: how urgent and patient requests share what there is. */
final class LanesSection {

  private static final Field<Double> WEIGHT =
      Field.required(
          "weight",
          Quantities.positive(1000),
          "Share of the turns that both lanes want, against the other lane's. Bulk counts as much as"
              + " interactive where it has more.");

  private static final List<Field<?>> LANE = List.of(WEIGHT);

  private static final Field<Section> INTERACTIVE =
      Field.byDefault(
          "interactive", Kinds.section(LANE), "{ weight: 4 }", "Requests that somebody waits for.");
  private static final Field<Section> BULK =
      Field.byDefault("bulk", Kinds.section(LANE), "{ weight: 1 }", "Requests that may wait.");

  static final List<Field<?>> FIELDS = List.of(INTERACTIVE, BULK);

  private LanesSection() {}

  static Map<String, Double> read(@Nullable Section section) {
    if (section == null) {
      return Map.of();
    }
    Section interactive = section.read(INTERACTIVE);
    Section bulk = section.read(BULK);
    Double urgent = interactive == null ? null : interactive.read(WEIGHT);
    Double patient = bulk == null ? null : bulk.read(WEIGHT);
    return urgent == null || patient == null
        ? Map.of()
        : Map.of(INTERACTIVE.key(), urgent, BULK.key(), patient);
  }
}
