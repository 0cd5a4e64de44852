package dev.millrace.inference.domain.quota;

import dev.millrace.record.TokenUsage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How heavily a model's tokens weigh on its quota. This is not how they are paid for.
 *
 * <p><i>Source</i>: Amazon Bedrock user guide, "How tokens are counted in Amazon Bedrock": five for
 * an output token of Anthropic Claude 3.7 and later, one for all else; tokens that are read from
 * the cache do not weigh in the end.
 */
public final class Burndown {

  private static final int HEAVY = 5;

  /** {@code claude-3-7-sonnet}, {@code claude-sonnet-4-6}, {@code claude-opus-5}, ... */
  private static final Pattern CLAUDE =
      Pattern.compile("anthropic\\.claude-(?:[a-z]+-)?(\\d{1,2})(?:-(\\d{1,2})(?!\\d))?");

  private Burndown() {}

  /** Tokens of the quota for an output token of the model. */
  public static int perOutputToken(String modelId) {
    Matcher claude = CLAUDE.matcher(modelId);
    if (!claude.find()) {
      return 1;
    }
    int major = Integer.parseInt(claude.group(1));
    int minor = claude.group(2) == null ? 0 : Integer.parseInt(claude.group(2));
    return major > 3 || (major == 3 && minor >= 7) ? HEAVY : 1;
  }

  /** What a call has taken of its model's quota when it has ended. */
  public static long of(String modelId, TokenUsage usage) {
    return usage.getInputTokens()
        + usage.getCacheWrite5mTokens()
        + usage.getCacheWrite1hTokens()
        + usage.getOutputTokens() * perOutputToken(modelId);
  }
}
