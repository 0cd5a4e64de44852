package dev.millrace.schemas.spec;

import dev.millrace.record.Approval;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingReason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code retraining}: when a better model is trained, and how it goes live. */
final class RetrainingSection {

  private static final Field<List<RetrainingReason>> ON =
      Field.required(
          "on",
          Kinds.listOf(Kinds.oneOf(RetrainingReason.class)),
          "`drift`: the traffic changed. `quality`: the answers fell below target. `labels`:"
              + " enough new labels came. `schedule`: the cooldown is over. `cost`: a canary or a"
              + " fallback gives answers as good for less.");
  private static final Field<Integer> MIN_LABELS =
      Field.optional(
          "minLabels",
          Quantities.integer(1, 10_000_000),
          "New labels that are enough. Required with `labels`, and for it only.");
  private static final Field<Double> TARGET =
      Field.optional(
          "target",
          Quantities.positive(1),
          "Accuracy, or mean rating, that answers must not fall below. With `quality` or `cost`"
              + " only; absent: what the version had in its first traffic.");
  private static final Field<Long> COOLDOWN =
      Field.byDefault(
          "cooldown",
          Quantities.millis(Duration.ofMinutes(1), Duration.ofDays(365)),
          "1h",
          "Shortest time between two trainings.");
  private static final Field<Integer> MAX_PER_DAY =
      Field.byDefault("maxPerDay", Quantities.integer(1, 1000), "4", "Most trainings in a day.");

  private static final Field<Double> MIN_ACCURACY_GAIN =
      Field.byDefault(
          "minAccuracyGain",
          Quantities.share(),
          "0.0",
          "How much better than the champion a candidate must be, as a share of the answers.");

  private static final Field<Section> GATE =
      Field.byDefault(
          "gate",
          Kinds.section(List.of(MIN_ACCURACY_GAIN)),
          "{}",
          "What a candidate must show before it gets traffic.");
  private static final Field<List<Double>> CANARY =
      Field.byDefault(
          "canary",
          Kinds.listOf(Quantities.positive(1)),
          "[0.05, 0.25, 1.0]",
          "Shares of the traffic that a candidate gets one after the other: rising, 1 at the end.");

  private static final Field<Approval> APPROVAL =
      Field.byDefault(
          "approval",
          Kinds.oneOf(Approval.class),
          "automatic",
          "`automatic`: a candidate that passed the gate gets traffic. `manual`: it waits for"
              + " `millrace models approve`.");

  static final List<Field<?>> FIELDS =
      List.of(ON, MIN_LABELS, TARGET, COOLDOWN, MAX_PER_DAY, GATE, CANARY, APPROVAL);

  private RetrainingSection() {}

  static @Nullable Retraining read(@Nullable Section section, boolean driftIsWatched) {
    if (section == null) {
      return null;
    }
    List<RetrainingReason> reasons = section.read(ON);
    if (reasons != null) {
      checkReasons(section, reasons, driftIsWatched);
    }
    Integer minLabels = section.read(MIN_LABELS);
    Double target = section.read(TARGET);
    Long cooldownMillis = section.read(COOLDOWN);
    Integer maxPerDay = section.read(MAX_PER_DAY);
    Section gate = section.read(GATE);
    Double minAccuracyGain = gate == null ? null : gate.read(MIN_ACCURACY_GAIN);
    List<Double> canary = section.read(CANARY);
    if (canary != null && !risesToOne(canary)) {
      section.wrong(CANARY, "expected rising shares that end with 1, got " + canary);
    }
    Approval approval = section.read(APPROVAL);
    return section.isSound()
        ? new Retraining(
            reasons,
            minLabels,
            cooldownMillis,
            maxPerDay,
            minAccuracyGain,
            canary,
            target,
            approval)
        : null;
  }

  private static void checkReasons(
      Section section, List<RetrainingReason> reasons, boolean driftIsWatched) {
    if (reasons.isEmpty()) {
      section.wrong(ON, "nothing would start a training: name a reason, or remove retraining");
    }
    if (new HashSet<>(reasons).size() < reasons.size()) {
      section.wrong(ON, "a reason is named twice");
    }
    if (reasons.contains(RetrainingReason.DRIFT) && !driftIsWatched) {
      section.wrong(ON, "drift is not watched: add the section drift, or remove this reason");
    }
    boolean isHeldToTarget =
        reasons.contains(RetrainingReason.QUALITY) || reasons.contains(RetrainingReason.COST);
    if (section.has(TARGET) && !isHeldToTarget) {
      section.wrong(TARGET, "needs the reason quality or cost in on: add it, or remove this field");
    }
    if (reasons.contains(RetrainingReason.LABELS) != section.has(MIN_LABELS)) {
      section.wrong(
          section.has(MIN_LABELS) ? MIN_LABELS : ON,
          section.has(MIN_LABELS)
              ? "needs the reason labels in on: add it, or remove this field"
              : "the reason labels needs minLabels: say how many are enough");
    }
  }

  private static boolean risesToOne(List<Double> shares) {
    for (int i = 1; i < shares.size(); i++) {
      if (shares.get(i) <= shares.get(i - 1)) {
        return false;
      }
    }
    return !shares.isEmpty() && shares.get(shares.size() - 1) == 1.0;
  }
}
