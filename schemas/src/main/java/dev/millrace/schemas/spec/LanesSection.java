package dev.millrace.schemas.spec;

import dev.millrace.record.BulkLane;
import dev.millrace.record.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code lanes}: how urgent and patient requests share what there is. */
final class LanesSection {

  private static final String WEIGHT_MEANING =
      "Share of the turns that both lanes want, against the other lane's. Bulk counts as much as"
          + " interactive where it has more.";

  private static final Field<Double> URGENT_WEIGHT =
      Field.byDefault("weight", Quantities.positive(1000), "4", WEIGHT_MEANING);
  private static final Field<Double> PATIENT_WEIGHT =
      Field.byDefault("weight", Quantities.positive(1000), "1", WEIGHT_MEANING);
  private static final Field<Long> DEADLINE =
      Field.byDefault(
          "deadline",
          Quantities.millis(Duration.ofMinutes(1), Duration.ofDays(7)),
          "24h",
          "How long after it was taken in a request of the lane is worth an answer. Other requests"
              + " have 24h.");
  private static final Field<Section> JOBS =
      Field.optional(
          "jobs",
          Kinds.section(JobsSection.FIELDS),
          "How requests of the lane are collected into batch inference jobs, at half the price: see"
              + " [calling models](inference.md#batch-jobs). Absent: each is a call.");

  private static final Field<Lane> ABSENT =
      Field.byDefault(
          "default",
          Kinds.oneOf(Lane.class),
          "interactive",
          "Lane of the requests whose events name none.");
  private static final Field<Section> INTERACTIVE =
      Field.byDefault(
          "interactive",
          Kinds.section(List.of(URGENT_WEIGHT)),
          "{}",
          "Requests that somebody waits for.");
  private static final Field<Section> BULK =
      Field.byDefault(
          "bulk",
          Kinds.section(List.of(PATIENT_WEIGHT, DEADLINE, JOBS)),
          "{}",
          "Requests that may wait.");

  static final List<Field<?>> FIELDS = List.of(ABSENT, INTERACTIVE, BULK);

  /**
   * What the section says.
   *
   * @param weights by lane, in lower case
   * @param absent of requests whose events name no lane
   */
  record Lanes(Map<String, Double> weights, Lane absent, @Nullable BulkLane bulk) {}

  private LanesSection() {}

  static Lanes read(@Nullable Section section) {
    if (section == null) {
      return new Lanes(Map.of(), Lane.INTERACTIVE, null);
    }
    Section interactive = section.read(INTERACTIVE);
    Section bulk = section.read(BULK);
    Double urgent = interactive == null ? null : interactive.read(URGENT_WEIGHT);
    Double patient = bulk == null ? null : bulk.read(PATIENT_WEIGHT);
    Map<String, Double> weights =
        urgent == null || patient == null
            ? Map.of()
            : Map.of(INTERACTIVE.key(), urgent, BULK.key(), patient);
    return new Lanes(
        weights,
        Objects.requireNonNullElse(section.read(ABSENT), Lane.INTERACTIVE),
        bulk == null ? null : patience(bulk));
  }

  /** Nothing where nothing but a weight is given. */
  private static @Nullable BulkLane patience(Section bulk) {
    Long deadline = bulk.read(DEADLINE);
    var jobs = JobsSection.read(bulk.read(JOBS));
    return deadline == null || !(bulk.has(DEADLINE) || bulk.has(JOBS))
        ? null
        : new BulkLane(deadline, jobs);
  }
}
