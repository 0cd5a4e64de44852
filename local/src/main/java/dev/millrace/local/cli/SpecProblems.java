package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.spec.SpecProblem;
import java.nio.file.Path;
import java.util.List;

/** Shows what is wrong with a spec. */
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
}
