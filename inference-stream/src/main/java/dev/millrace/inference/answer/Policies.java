package dev.millrace.inference.answer;

import dev.millrace.inference.domain.AnswerSchema;
import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.inference.domain.Policy;
import dev.millrace.record.EventSchema;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.PromptTemplate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What specs say about answers, with their schemas compiled.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class Policies {

  /** Enough for any factory; beyond it all are compiled anew, one by one. */
  private static final int MOST_PIPELINES = 1_000;

  private final Map<String, JsonAnswerSchema> compiled = new ConcurrentHashMap<>();

  /** That of a spec. */
  public Policy of(PipelineSpec spec) {
    PromptTemplate prompt = spec.getPrompt();
    return new Policy(
        answer(spec.getPipeline(), prompt),
        prompt.getRepair(),
        Optional.ofNullable(spec.getModels().getGuardrail()).map(GuardrailId::of),
        Optional.ofNullable(spec.getCache()).map(cache -> Duration.ofMillis(cache.getTtlMillis())),
        prompt.getStream());
  }

  private Optional<AnswerSchema> answer(String pipeline, PromptTemplate prompt) {
    EventSchema schema = prompt.getAnswer();
    return schema == null ? Optional.empty() : Optional.of(compiled(pipeline, schema));
  }

  private AnswerSchema compiled(String pipeline, EventSchema schema) {
    JsonAnswerSchema known = compiled.get(pipeline);
    if (known == null || !known.isOf(schema)) {
      known = JsonAnswerSchema.of(schema);
      if (compiled.size() >= MOST_PIPELINES) {
        compiled.clear();
      }
      compiled.put(pipeline, known);
    }
    return known;
  }
}
