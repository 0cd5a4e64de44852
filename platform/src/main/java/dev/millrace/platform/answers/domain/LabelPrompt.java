package dev.millrace.platform.answers.domain;

import dev.millrace.record.Prompt;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a model is asked for one of some labels, by whomever: served, evaluated and trained alike.
 */
public final class LabelPrompt {

  /** Room for the longest label anyone should give, and a word around it. */
  private static final int LABEL_TOKENS = 64;

  private static final String INSTRUCTION =
      "Answer with exactly one of these labels and nothing else:";
  private static final String PARAGRAPH = "\n\n";

  private LabelPrompt() {}

  /** The pipeline's instructions, and the labels behind them. */
  public static String system(Prompt prompt) {
    String labels =
        prompt.getLabels().stream()
            .map(label -> "\n- " + label)
            .collect(Collectors.joining("", INSTRUCTION, ""));
    return behind(prompt.getSystem(), labels).orElse(labels);
  }

  /** Upper bound of the answer: the pipeline's, or the usual one. */
  public static int maxTokens(@Nullable Integer ofPipeline) {
    return ofPipeline == null ? LABEL_TOKENS : ofPipeline;
  }

  /** An instruction behind those of a pipeline; absent where there are neither. */
  public static Optional<String> behind(@Nullable String system, String instruction) {
    if (system == null || system.isBlank()) {
      return Optional.of(instruction).filter(text -> !text.isEmpty());
    }
    return Optional.of(instruction.isEmpty() ? system : system + PARAGRAPH + instruction);
  }
}
