package dev.millrace.platform.pricing.offers;

import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import java.util.Optional;
import java.util.Set;

/** What a usage type of a price list says. */
sealed interface OfferedUsage {

  /** What some tokens have about them. */
  enum Trait {
    /** Of a call with a long context. */
    LONG_CONTEXT,
    /** Of a custom model, which has another price than its base. */
    CUSTOM_MODEL
  }

  /**
   * Tokens of a model.
   *
   * @param model its name in the usage type; absent where that does not have it
   * @param scope of the profile that is called, such as global; absent where it is not said
   */
  record Tokens(
      Optional<String> model, TokenKind kind, Tier tier, Optional<String> scope, Set<Trait> traits)
      implements OfferedUsage {
    public Tokens {
      traits = Set.copyOf(traits);
    }
  }

  /** Text units of a policy of guardrails. */
  record TextUnits(String policy) implements OfferedUsage {}

  /**
   * Something else.
   *
   * @param reason why it is none of those, in a few words
   */
  record Strange(String reason) implements OfferedUsage {}
}
