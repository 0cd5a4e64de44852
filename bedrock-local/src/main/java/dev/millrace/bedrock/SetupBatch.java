package dev.millrace.bedrock;

import dev.millrace.bedrock.batch.BatchConduct;
import dev.millrace.bedrock.batch.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Reads from the setup file how batch jobs behave. */
final class SetupBatch {

  private static final Set<String> MEMBERS =
      Set.of(
          "minRecords",
          "maxRecords",
          "jobsPerModel",
          "queueing",
          "recordsPerSecond",
          "errors",
          "faults");

  /** What each effect on a job may be given. */
  private static final Map<String, Set<String>> EFFECTS =
      Map.of(
          "fail", Set.of("effect", "name", "message", "share"),
          "expire", Set.of("effect", "name"),
          "time-out", Set.of("effect", "name", "share"));

  private static final double MIDDLE = 0.5;

  private SetupBatch() {}

  /** Reads the conduct of all jobs. */
  static BatchConduct read(SetupPart root) {
    BatchConduct usual = BatchConduct.USUAL;
    if (!root.has("batch")) {
      return usual.seeded(seed(root));
    }
    SetupPart batch = root.part("batch");
    batch.knows(MEMBERS);
    BatchConduct.Limits limits = limits(batch, usual.limits());
    Duration queueing = batch.part("queueing").duration().orElse(usual.queueing());
    OptionalInt speed =
        batch.part("recordsPerSecond").smallInteger().stream()
            .mapToInt(Integer::intValue)
            .findFirst();
    Optional<BatchConduct.RecordErrors> errors =
        batch.has("errors") ? errors(batch.part("errors")) : Optional.empty();
    List<BatchConduct.JobFault> faults = new ArrayList<>();
    if (batch.has("faults")) {
      batch.part("faults").elements().forEach(fault -> fault(fault).ifPresent(faults::add));
    }
    return batch
        .made(() -> new BatchConduct(seed(root), limits, queueing, speed, errors, faults))
        .orElse(usual);
  }

  private static long seed(SetupPart root) {
    // Whatever is wrong with it is told by who reads the conduct of models.
    return root.json().path("seed").asLong(0);
  }

  private static BatchConduct.Limits limits(SetupPart batch, BatchConduct.Limits usual) {
    int least = batch.part("minRecords").smallInteger().orElse(usual.minRecords());
    int most = batch.part("maxRecords").smallInteger().orElse(usual.maxRecords());
    int jobs = batch.part("jobsPerModel").smallInteger().orElse(usual.jobsPerModel());
    return batch.made(() -> new BatchConduct.Limits(least, most, jobs)).orElse(usual);
  }

  private static Optional<BatchConduct.RecordErrors> errors(SetupPart errors) {
    errors.knows(Set.of("share", "code", "message"));
    double share = errors.part("share").number().orElse(0.0);
    int code = errors.part("code").smallInteger().orElse(500);
    String message = errors.part("message").text();
    return errors.made(() -> new BatchConduct.RecordErrors(share, code, message));
  }

  private static Optional<BatchConduct.JobFault> fault(SetupPart fault) {
    String effect = fault.part("effect").text();
    Set<String> given = EFFECTS.get(effect);
    if (given == null) {
      fault
          .part("effect")
          .problem("is " + effect + ", expected one of " + new TreeSet<>(EFFECTS.keySet()));
      return Optional.empty();
    }
    fault.knows(given);
    String name = fault.part("name").text();
    Optional<Double> share = fault.part("share").number();
    return switch (effect) {
      case "fail" -> {
        String message = fault.part("message").text();
        yield fault.made(
            () -> new BatchConduct.JobFault(name, JobStatus.FAILED, share.orElse(0.0), message));
      }
      case "expire" -> fault.made(() -> new BatchConduct.JobFault(name, JobStatus.EXPIRED, 0, ""));
      case "time-out" ->
          fault.made(
              () ->
                  new BatchConduct.JobFault(
                      name, JobStatus.PARTIALLY_COMPLETED, share.orElse(MIDDLE), ""));
      default -> throw new AssertionError(effect);
    };
  }
}
