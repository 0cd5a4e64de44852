package dev.millrace.inference.domain;

import dev.millrace.platform.answers.domain.LabelPrompt;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prompt;
import java.util.Optional;
import java.util.OptionalDouble;

/** Brings the parts of a prompt into the form that the model of the task wants. */
public final class PromptRenderer {

  /** Room for an answer where the pipeline does not say how long one may be. */
  private static final int ANSWER_TOKENS = 1024;

  private static final String OBJECT_INSTRUCTION = "Answer with one JSON object and nothing else.";
  private static final String SCHEMA_INSTRUCTION =
      OBJECT_INSTRUCTION + " It has to fit this JSON Schema:\n";

  private PromptRenderer() {}

  /** What the model is given for the request. */
  public static ModelInput render(InferenceRequest request, Optional<AnswerSchema> answer) {
    Prompt prompt = request.getPrompt();
    return switch (request.getTask()) {
      case CLASSIFICATION ->
          chat(request, Optional.of(LabelPrompt.system(prompt)), OptionalDouble.of(0));
      case EXTRACTION ->
          chat(
              request,
              LabelPrompt.behind(prompt.getSystem(), objectInstruction(answer)),
              OptionalDouble.of(0));
      case GENERATION ->
          chat(request, LabelPrompt.behind(prompt.getSystem(), ""), OptionalDouble.empty());
      case EMBEDDING -> new ModelInput.Embedding(prompt.getUser());
    };
  }

  /**
   * Upper bound of the answer, whatever is known of others: the pipeline's, or that of the task.
   */
  static int mostTokens(InferenceRequest request) {
    Integer maxTokens = request.getMaxTokens();
    if (maxTokens != null) {
      return maxTokens;
    }
    return switch (request.getTask()) {
      case CLASSIFICATION -> LabelPrompt.maxTokens(null);
      case EXTRACTION, GENERATION, EMBEDDING -> ANSWER_TOKENS;
    };
  }

  private static ModelInput chat(
      InferenceRequest request, Optional<String> system, OptionalDouble temperature) {
    return new ModelInput.Chat(
        system, request.getPrompt().getUser(), mostTokens(request), temperature);
  }

  private static String objectInstruction(Optional<AnswerSchema> answer) {
    return answer.map(schema -> SCHEMA_INSTRUCTION + schema.text()).orElse(OBJECT_INSTRUCTION);
  }
}
