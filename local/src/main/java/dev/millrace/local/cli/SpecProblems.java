package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.spec.SpecProblem;
import dev.millrace.schemas.spec.SpecWarning;
import dev.millrace.schemas.spec.SpecWarnings;
import java.nio.file.Path;
import java.util.List;

/** Shows what is wrong with a spec, and what is most likely not meant in it. */
final class SpecProblems {

  private SpecProblems() {}

  static void tell(Output output, Path file, List<SpecProblem> problems) {
    output.tell(
        "millrace: "
            + file
            + " has "
            + (problems.size() == 1 ? "a problem" : problems.size() + " problems")
            + ":");
    problems.forEach(problem -> output.tell("  " + problem));
  }

  static ObjectNode json(List<SpecProblem> problems) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode array = json.putArray("problems");
    for (SpecProblem problem : problems) {
      array
          .addObject()
          .put("line", problem.line())
          .put("column", problem.column())
          .put("path", problem.path())
          .put("message", problem.message());
    }
    return json;
  }

  /** What is most likely not meant in a valid spec, by the prices that are shipped. */
  static List<SpecWarning> warnings(PipelineSpec spec) {
    return warnings(spec, PriceBook.starter());
  }

  /** The same by the prices in force. */
  static List<SpecWarning> warnings(PipelineSpec spec, PriceBook prices) {
    return SpecWarnings.of(spec, prices.models());
  }

  static void warn(Output output, List<SpecWarning> warnings) {
    warnings.forEach(warning -> output.tell("warning: " + warning));
  }

  static void addTo(ObjectNode answer, List<SpecWarning> warnings) {
    ArrayNode array = answer.putArray("warnings");
    for (SpecWarning warning : warnings) {
      array
          .addObject()
          .put("path", warning.path())
          .put("problem", warning.problem())
          .put("remedy", warning.remedy());
    }
  }
}
