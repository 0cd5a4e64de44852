package dev.millrace.inference.domain;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prompt;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Brings the parts of a prompt into the form that the model of the task wants. */
public final class PromptRenderer {

  /** Room for the longest label anyone should give, and a word around it. */
  private static final int LABEL_TOKENS = 64;

  /** Room for an answer where the pipeline does not say how long one may be. */
  private static final int ANSWER_TOKENS = 1024;

  private static final String LABEL_INSTRUCTION =
      "Answer with exactly one of these labels and nothing else:";
  private static final String OBJECT_INSTRUCTION = "Answer with one JSON object and nothing else.";
  private static final String SCHEMA_INSTRUCTION =
      OBJECT_INSTRUCTION + " It has to fit this JSON Schema:\n";
  private static final String PARAGRAPH = "\n\n";

  private PromptRenderer() {}

  /** What the model is given for the request. */
  public static ModelInput render(InferenceRequest request, Optional<AnswerSchema> answer) {
    Prompt prompt = request.getPrompt();
    return switch (request.getTask()) {
      case CLASSIFICATION -> chat(request, labelInstruction(prompt), OptionalDouble.of(0));
      case EXTRACTION -> chat(request, objectInstruction(answer), OptionalDouble.of(0));
      case GENERATION -> chat(request, "", OptionalDouble.empty());
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
      case CLASSIFICATION -> LABEL_TOKENS;
      case EXTRACTION, GENERATION, EMBEDDING -> ANSWER_TOKENS;
    };
  }

  private static ModelInput chat(
      InferenceRequest request, String instruction, OptionalDouble temperature) {
    return new ModelInput.Chat(
        system(request.getPrompt(), instruction),
        request.getPrompt().getUser(),
        mostTokens(request),
        temperature);
  }

  private static Optional<String> system(Prompt prompt, String instruction) {
    String system = prompt.getSystem();
    if (system == null || system.isBlank()) {
      return Optional.of(instruction).filter(text -> !text.isEmpty());
    }
    return Optional.of(instruction.isEmpty() ? system : system + PARAGRAPH + instruction);
  }

  private static String objectInstruction(Optional<AnswerSchema> answer) {
    return answer.map(schema -> SCHEMA_INSTRUCTION + schema.text()).orElse(OBJECT_INSTRUCTION);
  }

  private static String labelInstruction(Prompt prompt) {
    return prompt.getLabels().stream()
        .map(label -> "\n- " + label)
        .collect(Collectors.joining("", LABEL_INSTRUCTION, ""));
  }
}
