package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.spec.SpecProblem;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import dev.millrace.schemas.spec.SpecWarning;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether a spec is valid, and whether this version can put it in force. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = "Checks a spec and reports every problem; needs no running factory.")
final class ValidateCommand implements Callable<Integer> {

  private final Output output;

  @Mixin
  @SuppressWarnings("UnusedVariable") // every command takes the option; this one needs no factory
  private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "SPEC.yaml", description = "The spec.")
  private Path file = Path.of("");

  @Option(
      names = "--strict",
      description = "Exit with 1 for warnings too: for what is valid, but most likely not meant.")
  private boolean strict;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  ValidateCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    SpecFile spec = SpecFile.read(file);
    SpecReader reader = new SpecReader(spec.schemas());
    SpecResult result = reader.read(spec.yaml());
    List<SpecProblem> wrong = problems(result);
    List<SpecWarning> warnings =
        result instanceof SpecResult.Valid valid ? SpecProblems.warnings(valid.spec()) : List.of();
    List<SpecProblem> early =
        wrong.isEmpty() ? problems(reader.readSupported(spec.yaml())) : List.of();
    if (json) {
      ObjectNode answer =
          SpecProblems.json(wrong.isEmpty() ? early : wrong)
              .put("valid", wrong.isEmpty())
              .put("applicable", wrong.isEmpty() && early.isEmpty());
      SpecProblems.addTo(answer, warnings);
      output.answer(answer);
    }
    SpecProblems.warn(output, warnings);
    List<SpecProblem> all = wrong.isEmpty() ? early : wrong;
    if (!all.isEmpty()) {
      SpecProblems.tell(output, file, all);
      return 1;
    }
    if (strict && !warnings.isEmpty()) {
      output.tell("millrace: " + file + " is valid, but has warnings, and --strict allows none");
      return 1;
    }
    if (!json) {
      output.answer(file + " is valid");
    }
    return 0;
  }

  private static List<SpecProblem> problems(SpecResult result) {
    return result instanceof SpecResult.Invalid invalid ? invalid.problems() : List.of();
  }
}
