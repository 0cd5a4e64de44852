package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.SourceTopic;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.platform.pricing.published.PriceBoard;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Source;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.ApplyPlan;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import dev.millrace.schemas.spec.SpecWarning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a pipeline's spec in force. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = "Puts a pipeline's spec in force; applying the same again changes nothing.")
final class ApplyCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "SPEC.yaml", description = "The spec.")
  private Path file = Path.of("");

  @Option(
      names = "--create-topic",
      description =
          "Create the topic that source names, where it is missing: with the partitions of"
              + " raw-events, and the brokers' default replication.")
  private boolean createTopic;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  ApplyCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SpecFile spec = SpecFile.read(file);
    SpecResult result = new SpecReader(spec.schemas()).readSupported(spec.yaml());
    if (result instanceof SpecResult.Invalid invalid) {
      SpecProblems.tell(output, file, invalid.problems());
      if (json) {
        ObjectNode answer = SpecProblems.json(invalid.problems()).put("applied", false);
        SpecProblems.addTo(answer, List.of());
        output.answer(answer);
      }
      return 1;
    }
    PipelineSpec wanted = ((SpecResult.Valid) result).spec();
    RunningFactory factory = data.factory();
    InstantSource clock = InstantSource.system();
    List<SpecWarning> warnings =
        new ArrayList<>(
            SpecProblems.warnings(
                wanted, new PriceBoard(factory.kafka(), factory.registry(), clock).inForce()));
    missingTopic(factory, wanted).ifPresent(warnings::add);
    SpecProblems.warn(output, warnings);
    ApplyPlan plan =
        new SpecWriter(factory, clock).apply(wanted, System.getProperty("user.name", "unknown"));
    report(wanted, plan, warnings);
    return 0;
  }

  /** Makes the topic of the producer's own that is missing, or warns of it. */
  private Optional<SpecWarning> missingTopic(RunningFactory factory, PipelineSpec wanted)
      throws IOException, InterruptedException {
    Source source = wanted.getSource();
    if (source == null) {
      return createTopic
          ? Optional.of(
              new SpecWarning(
                  "source",
                  "the spec names no topic of its own, so --create-topic creates none",
                  "leave the option out, or name a topic under source"))
          : Optional.empty();
    }
    SourceTopic topic = new SourceTopic(factory.kafka(), source.getTopic());
    if (createTopic) {
      output.tell(
          "topic "
              + topic.name()
              + (topic.create()
                  ? " is created, with " + Topics.RAW_EVENTS.partitions() + " partitions"
                  : " is there already, and is left as it is"));
      return Optional.empty();
    }
    return topic.exists()
        ? Optional.empty()
        : Optional.of(
            new SpecWarning(
                "source.topic",
                "the brokers have no topic " + topic.name() + ", so there is nothing to read yet",
                "create it, or apply once more with --create-topic"));
  }

  private void report(PipelineSpec wanted, ApplyPlan plan, List<SpecWarning> warnings) {
    int revision = plan.spec().map(PipelineSpec::getRevision).orElse(0);
    if (json) {
      var answer =
          JsonNodeFactory.instance
              .objectNode()
              .put("applied", true)
              .put("pipeline", wanted.getPipeline())
              .put("changed", !plan.isEmpty());
      plan.spec().ifPresent(spec -> answer.put("revision", spec.getRevision()));
      SpecProblems.addTo(answer, warnings);
      output.answer(answer);
    } else if (plan.isEmpty()) {
      output.answer(wanted.getPipeline() + " is in force already, nothing changed");
    } else {
      output.answer(
          wanted.getPipeline()
              + " is in force"
              + (revision == 0 ? "" : ", revision " + revision)
              + ", answered by "
              + wanted.getModels().getChampion());
    }
  }
}
