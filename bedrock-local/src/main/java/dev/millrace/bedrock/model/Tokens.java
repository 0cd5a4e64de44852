package dev.millrace.bedrock.model;

/**
 * Estimates tokens: one for every four characters begun, the rule of thumb for English text.
 *
 * <p><i>Source</i>: "How do I count tokens", OpenAI help centre: one token is about four
 * characters.
 */
public final class Tokens {

  private static final int CHARACTERS_EACH = 4;

  private Tokens() {}

  /** Tokens of a text; 0 for the empty one. */
  public static long count(String text) {
    return (text.length() + CHARACTERS_EACH - 1L) / CHARACTERS_EACH;
  }

  /** As much of the text as fits into so many tokens; never half a surrogate pair. */
  public static String first(String text, int tokens) {
    long fits = (long) tokens * CHARACTERS_EACH;
    if (text.length() <= fits) {
      return text;
    }
    int end = (int) fits;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
  }
}
