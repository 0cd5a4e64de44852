package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.spec.ApplyPlan;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import dev.millrace.schemas.spec.SpecWarning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
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

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  ApplyCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
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
    List<SpecWarning> warnings = SpecProblems.warnings(wanted);
    SpecProblems.warn(output, warnings);
    ApplyPlan plan =
        new SpecWriter(data.factory(), InstantSource.system())
            .apply(wanted, System.getProperty("user.name", "unknown"));
    report(wanted, plan, warnings);
    return 0;
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
