package dev.millrace.bedrock.conduct;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The quota of each model it is declared for.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "How tokens are counted in Amazon Bedrock".
 *
 * @param tokensPerMinute unlimited where absent
 * @param requestsPerMinute unlimited where absent
 * @param outputBurndown what a token of output takes of the quota; where absent, the model decides
 */
public record QuotaLimits(
    OptionalLong tokensPerMinute, OptionalLong requestsPerMinute, OptionalInt outputBurndown) {

  /** As much as a minute's bucket counts without overflow over days. */
  public static final long MOST_PER_MINUTE = 1_000_000_000;

  private static final int CLAUDE_BURNDOWN = 5;

  /** Those before Claude 3.7; every later one burns down faster. */
  private static final Pattern OLD_CLAUDE =
      Pattern.compile("anthropic\\.claude-(v\\d|instant|3-(haiku|sonnet|opus|5))");

  public QuotaLimits {
    require(tokensPerMinute.orElse(1), MOST_PER_MINUTE, "tokens a minute");
    require(requestsPerMinute.orElse(1), MOST_PER_MINUTE, "requests a minute");
    require(outputBurndown.orElse(1), 1000, "burndown of a token of output");
  }

  /** What a token of output of this model takes of the quota. */
  int burndown(String modelId) {
    boolean burnsFaster =
        modelId.contains("anthropic.claude-") && !OLD_CLAUDE.matcher(modelId).find();
    return outputBurndown.orElse(burnsFaster ? CLAUDE_BURNDOWN : 1);
  }

  private static void require(long value, long most, String what) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + ": " + value + ", expected 1 to " + most);
    }
  }
}
