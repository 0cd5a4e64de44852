package dev.millrace.inference.domain.quota;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.record.TokenUsage;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells what calls will take of a quota, from what those before took of the same pipeline and
 * model.
 *
 * <p><i>Shape</i>: tokens of the input for each byte, and output tokens for each record of the
 * call, both as exponentially weighted averages; before the first answer {@value #FEWEST_BYTES}
 * bytes of input make a token and an answer is as long as it may be.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class TokenForecast {

  /** Texts of few letters to the token: code, or languages other than English. */
  private static final int FEWEST_BYTES = 3;

  /** Weight of the newest. */
  private static final double WEIGHT = 0.1;

  /** The bound of the endpoint counts the real input: better to have reserved a little more. */
  private static final double MARGIN = 1.1;

  /** Pipelines and models; beyond that all are learnt anew. */
  private static final int MOST = 10_000;

  private final Map<Kind, Learnt> learnt = new HashMap<>();

  private record Kind(String pipeline, String modelId) {}

  private record Learnt(double inputPerByte, double output) {

    Learnt with(double inputPerByte, double output) {
      return new Learnt(
          this.inputPerByte + WEIGHT * (inputPerByte - this.inputPerByte),
          this.output + WEIGHT * (output - this.output));
    }
  }

  /** What a call should reserve. */
  public Reservation of(ModelCall call) {
    String modelId = call.route().modelId();
    long bytes = call.input().bytes();
    long most = call.input().mostOutput();
    Learnt known = learnt.get(kind(call));
    double input =
        known == null ? (double) bytes / FEWEST_BYTES : bytes * known.inputPerByte() * MARGIN;
    double output =
        known == null ? (double) most : Math.min((double) most, known.output() * call.records());
    int burndown = Burndown.perOutputToken(modelId);
    long bound = (long) Math.ceil(input) + most;
    // What weighs several times at the end may be more than what is held back at the beginning.
    long expected = (long) Math.ceil(input + output * burndown);
    return new Reservation(Math.max(bound, expected), expected);
  }

  /** What a call took in the end. */
  public void learn(ModelCall call, TokenUsage usage) {
    long bytes = Math.max(1, call.input().bytes());
    double input =
        (double)
                (usage.getInputTokens()
                    + usage.getCacheReadTokens()
                    + usage.getCacheWrite5mTokens()
                    + usage.getCacheWrite1hTokens())
            / bytes;
    double output = (double) usage.getOutputTokens() / call.records();
    Kind kind = kind(call);
    Learnt known = learnt.get(kind);
    if (known == null && learnt.size() >= MOST) {
      learnt.clear();
    }
    learnt.put(kind, known == null ? new Learnt(input, output) : known.with(input, output));
  }

  private static Kind kind(ModelCall call) {
    return new Kind(call.pipeline(), call.route().modelId());
  }
}
