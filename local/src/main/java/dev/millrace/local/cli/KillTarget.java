package dev.millrace.local.cli;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.local.client.KillSwitchBoard.Target;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.record.KillScope;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the commands of kill switches act upon. */
final class KillTarget {

  private KillTarget() {}

  /**
   * A target that can be.
   *
   * @throws CommandException where the name is none
   */
  static Target of(KillScope scope, String name) {
    Identity.problem("NAME", name)
        .ifPresent(
            problem -> {
              throw new CommandException(problem);
            });
    return new Target(scope, name);
  }

  /** What is odd about stopping it; nothing of tenants, whom nobody has to declare. */
  static Optional<String> oddity(RunningFactory factory, Target target) {
    Set<String> known = new HashSet<>();
    switch (target.scope()) {
      case TENANT -> known.add(target.name());
      case PIPELINE -> factory.topics().read(Topics.PIPELINES, record -> known.add(record.key()));
      case MODEL -> {
        factory
            .topics()
            .read(
                Topics.MODEL_VERSIONS,
                record -> {
                  ModelVersion version = record.value();
                  if (version != null) {
                    known.add(version.getModelId());
                  }
                });
        factory
            .topics()
            .read(
                Topics.PIPELINES,
                record -> {
                  PipelineSpec spec = record.value();
                  if (spec != null) {
                    known.addAll(spec.getModels().getFallback());
                  }
                });
      }
    }
    return known.contains(target.name())
        ? Optional.empty()
        : Optional.of("beware: nothing knows a " + target + "; is the name spelled right?");
  }
}
