package dev.millrace.local.cli;

import dev.millrace.schemas.spec.SpecProblem;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
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

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  ValidateCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    SpecFile spec = SpecFile.read(file);
    SpecReader reader = new SpecReader(spec.schemas());
    List<SpecProblem> wrong = problems(reader.read(spec.yaml()));
    List<SpecProblem> early =
        wrong.isEmpty() ? problems(reader.readSupported(spec.yaml())) : List.of();
    if (json) {
      output.answer(
          SpecProblems.json(wrong.isEmpty() ? early : wrong)
              .put("valid", wrong.isEmpty())
              .put("applicable", wrong.isEmpty() && early.isEmpty()));
    }
    List<SpecProblem> all = wrong.isEmpty() ? early : wrong;
    if (!all.isEmpty()) {
      SpecProblems.tell(output, file, all);
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
