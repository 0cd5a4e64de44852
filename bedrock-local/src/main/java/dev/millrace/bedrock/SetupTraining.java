package dev.millrace.bedrock;

import dev.millrace.bedrock.training.TrainingConduct;
import dev.millrace.bedrock.training.TrainingConduct.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads from the setup file how model customization behaves. */
final class SetupTraining {

  private static final Set<String> MEMBERS =
      Set.of("takes", "deploying", "minRecords", "maxRecords", "faults");

  /** What each effect on a job may be given. */
  private static final Map<String, Set<String>> EFFECTS =
      Map.of(
          "fail", Set.of("effect", "name", "message"),
          "throttle", Set.of("effect", "name", "times"));

  private SetupTraining() {}

  /** Reads the conduct of all jobs and deployments. */
  static TrainingConduct read(SetupPart root) {
    TrainingConduct usual = TrainingConduct.USUAL;
    // Whatever is wrong with it is told by who reads the conduct of models.
    long seed = root.json().path("seed").asLong(0);
    SetupPart training = root.part("training");
    if (root.has("training")) {
      training.knows(MEMBERS);
    }
    Duration takes = training.part("takes").duration().orElse(usual.takes());
    Duration deploying = training.part("deploying").duration().orElse(usual.deploying());
    List<Fault> faults = new ArrayList<>();
    if (training.has("faults")) {
      training.part("faults").elements().forEach(fault -> fault(fault).ifPresent(faults::add));
    }
    TrainingConduct.Limits limits = limits(training, usual.limits());
    return training
        .made(() -> new TrainingConduct(seed, takes, deploying, limits, faults))
        .orElse(usual);
  }

  private static TrainingConduct.Limits limits(SetupPart training, TrainingConduct.Limits usual) {
    int least = training.part("minRecords").smallInteger().orElse(usual.minRecords());
    int most = training.part("maxRecords").smallInteger().orElse(usual.maxRecords());
    return training.made(() -> new TrainingConduct.Limits(least, most)).orElse(usual);
  }

  private static Optional<Fault> fault(SetupPart fault) {
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
    if (effect.equals("fail")) {
      String message = fault.part("message").text();
      return fault.made(() -> new Fault.Failure(name, message));
    }
    int times = fault.part("times").smallInteger().orElse(1);
    return fault.made(() -> new Fault.Throttling(name, times));
  }
}
