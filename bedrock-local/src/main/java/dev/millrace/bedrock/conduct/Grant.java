package dev.millrace.bedrock.conduct;

import dev.millrace.bedrock.model.TokenUsage;

/** What a quota says to a call that begins. */
public sealed interface Grant {

  /** The call may go on, and says at its end what it used. */
  @FunctionalInterface
  non-sealed interface Reserved extends Grant {

    /** Gives back what was taken for it, and takes what it used instead; called once. */
    void settle(TokenUsage used);
  }

  /** The call is throttled. */
  record Refused(Scarce what) implements Grant {}

  /** What there is not enough of. */
  enum Scarce {
    REQUESTS("Too many requests, please wait before trying again."),
    TOKENS("Too many tokens, please wait before trying again.");

    private final String message;

    Scarce(String message) {
      this.message = message;
    }

    /** As Bedrock words it. */
    public String message() {
      return message;
    }
  }
}
