package dev.millrace.cost.domain;

/**
 * Calls of a window that are alike in all that decides about their price: either each of them has
 * one, or none has, and the price of their sum is the sum of their prices.
 *
 * @param use what they were good for
 * @param knowledge how their tokens are known
 * @param band context band of their model that they are in, from 0
 * @param kinds which kinds of tokens each of them used, as a set of bits
 */
public record Portion(Use use, Knowledge knowledge, int band, int kinds)
    implements Comparable<Portion> {

  /** More than any model has. */
  public static final int MAX_BAND = 15;

  private static final int USE_BITS = 3;
  private static final int KNOWLEDGE_BITS = 2;

  /** How tokens of a call are known. */
  public enum Knowledge {
    /** The endpoint said so. */
    REPORTED(0),
    /** Reckoned on the high side. */
    ESTIMATED(1),
    /** Not at all: the call was answered, and is not free. */
    UNKNOWN(2);

    private final int code;

    Knowledge(int code) {
      this.code = code;
    }

    private static Knowledge of(int code) {
      for (Knowledge knowledge : values()) {
        if (knowledge.code == code) {
          return knowledge;
        }
      }
      throw new IllegalArgumentException("no knowledge has the code " + code);
    }
  }

  public Portion {
    if (band < 0 || band > MAX_BAND || kinds < 0 || kinds >= 1 << Tokens.KINDS) {
      throw new IllegalArgumentException("there is no band " + band + " with kinds " + kinds);
    }
  }

  /** The portion of a call. */
  public static Portion of(Use use, Knowledge knowledge, int band, Tokens tokens) {
    return new Portion(use, knowledge, band, tokens.kinds());
  }

  /** All of it in one small number; equal portions have the same. */
  int code() {
    return ((band << Tokens.KINDS | kinds) << KNOWLEDGE_BITS | knowledge.code) << USE_BITS
        | use.code();
  }

  /** The portion of a code. */
  static Portion of(int code) {
    int rest = code >>> USE_BITS;
    int bits = rest >>> KNOWLEDGE_BITS;
    return new Portion(
        Use.of(code & (1 << USE_BITS) - 1),
        Knowledge.of(rest & (1 << KNOWLEDGE_BITS) - 1),
        bits >>> Tokens.KINDS,
        bits & (1 << Tokens.KINDS) - 1);
  }

  @Override
  public int compareTo(Portion other) {
    return Integer.compare(code(), other.code());
  }
}
