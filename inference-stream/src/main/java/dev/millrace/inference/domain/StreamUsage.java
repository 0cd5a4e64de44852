package dev.millrace.inference.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.record.TokenUsage;

/**
 * Reckons what a stream took that broke off: the endpoint tells it last of all, and what was read
 * and said until then is paid for.
 *
 * <p><i>Units</i>: tokens, on the high side, so that no budget is passed for want of an answer: one
 * for every {@value #FEWEST_BYTES} bytes, and no fewer than pieces were said; never more than the
 * answer might have had.
 */
public final class StreamUsage {

  /** Texts of few letters to the token: code, or languages other than English. */
  private static final int FEWEST_BYTES = 3;

  private StreamUsage() {}

  /**
   * The tokens of a call.
   *
   * @param said until it broke off
   * @param pieces in which that was said
   */
  public static TokenUsage estimate(ModelInput.Chat question, String said, int pieces) {
    long input =
        tokens(question.user())
            + question.system().map(StreamUsage::tokens).orElse(0L)
            + question
                .correction()
                .map(correction -> tokens(correction.answer()) + tokens(correction.objection()))
                .orElse(0L);
    long output = Math.min(question.maxTokens(), Math.max(pieces, tokens(said)));
    return new TokenUsage(input, output, 0L, 0L, 0L);
  }

  private static long tokens(String text) {
    return (text.getBytes(UTF_8).length + FEWEST_BYTES - 1L) / FEWEST_BYTES;
  }
}
