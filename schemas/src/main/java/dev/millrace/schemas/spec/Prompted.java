package dev.millrace.schemas.spec;

import dev.millrace.record.PipelineSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A template that becomes part of a prompt.
 *
 * @param path where it stands in the spec
 */
record Prompted(String path, String template) {

  /** Those of a spec. */
  static List<Prompted> of(PipelineSpec spec) {
    List<Prompted> prompts = new ArrayList<>();
    String system = spec.getPrompt().getSystem();
    if (system != null) {
      prompts.add(new Prompted("prompt.system", system));
    }
    prompts.add(new Prompted("prompt.user", spec.getPrompt().getUser()));
    return prompts;
  }
}
