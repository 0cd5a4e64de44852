package dev.millrace.schemas.spec;

import dev.millrace.record.PipelineSpec;
import java.util.List;

/** What came of reading a spec. */
public sealed interface SpecResult {

  /**
   * Nothing is wrong with it.
   *
   * @param spec with its defaults filled in; revision 1 and applied at the epoch until {@link
   *     ApplyPlan} says otherwise
   */
  record Valid(PipelineSpec spec) implements SpecResult {}

  /**
   * It cannot be applied.
   *
   * @param problems all of them, in the order of their lines; never empty
   */
  record Invalid(List<SpecProblem> problems) implements SpecResult {

    public Invalid {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("an invalid spec has at least one problem");
      }
    }
  }
}
