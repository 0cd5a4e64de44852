package dev.millrace.bedrock.conduct;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** When something goes wrong, and what. */
public record FaultRule(Trigger when, Effect effect) {

  /**
   * Which calls it befalls: those for which all holds that is given.
   *
   * @param every the n-th, 2n-th and so on of the calls that hold the text
   * @param probability 0 to 1, drawn for every call that holds the text
   * @param text in the prompt
   */
  public record Trigger(OptionalLong every, OptionalDouble probability, Optional<String> text) {

    /** Befalls every call. */
    public static final Trigger ALWAYS =
        new Trigger(OptionalLong.empty(), OptionalDouble.empty(), Optional.empty());

    public Trigger {
      if (every.orElse(1) < 1) {
        throw new IllegalArgumentException("every is " + every.orElse(1) + ", expected at least 1");
      }
      double chance = probability.orElse(0);
      if (!(chance >= 0 && chance <= 1)) {
        throw new IllegalArgumentException("probability is " + chance + ", expected 0 to 1");
      }
    }
  }
}
