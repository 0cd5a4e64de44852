package dev.millrace.schemas.registry;

import java.time.Duration;

/**
 * How long a client tries a registry that is away, or is not well.
 *
 * <p><i>Units</i>: a question takes {@code attempt} times {@code rounds} for each address at most,
 * and the pauses between rounds.
 *
 * @param attempt longest for one address, until its answer is whole
 * @param rounds tries of all addresses, at least one
 */
public record RegistryPatience(Duration attempt, int rounds) {

  /** For who has nobody to ask instead: a registry that is started anew is waited for. */
  public static final RegistryPatience LONG = new RegistryPatience(Duration.ofSeconds(10), 5);

  /** For who takes turns: the next one asks again, and this one has other things to do. */
  public static final RegistryPatience SHORT = new RegistryPatience(Duration.ofSeconds(3), 1);

  public RegistryPatience {
    if (attempt.isNegative() || attempt.isZero() || rounds < 1) {
      throw new IllegalArgumentException(
          "a registry is asked once at least, for longer than nothing: " + attempt + ", " + rounds);
    }
  }
}
