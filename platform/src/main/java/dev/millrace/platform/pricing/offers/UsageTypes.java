package dev.millrace.platform.pricing.offers;

import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.platform.pricing.offers.OfferedUsage.Strange;
import dev.millrace.platform.pricing.offers.OfferedUsage.TextUnits;
import dev.millrace.platform.pricing.offers.OfferedUsage.Tokens;
import dev.millrace.platform.pricing.offers.OfferedUsage.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads usage types of price lists, word by word: one word that is not known makes the whole
 * strange, so that a discounted or a dearer price is never taken for the plain one.
 *
 * <p><i>Source</i>: offer files of AmazonBedrock, such as {@code
 * USE1-Nova2.0Lite-cache-read-input-token-count-flex-cross-region-global}, and of
 * AmazonBedrockFoundationModels in their two spellings, {@code
 * USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units} and {@code
 * USE1-MP:USE1_cache_write_tokens_1h_global_standard-Units}.
 */
final class UsageTypes {

  private static final Pattern MARKETPLACE =
      Pattern.compile("[A-Z]{2,5}\\d{0,2}-MP:[A-Z]{2,5}\\d{0,2}_(.+)-Units");

  private static final Pattern MARKETPLACE_TOKENS =
      Pattern.compile(
          "(CacheReadInputTokenCount|CacheWriteInputTokenCount|CacheWrite1hInputTokenCount"
              + "|InputTokenCount|OutputTokenCount"
              + "|cache_read_tokens|cache_write_tokens_1h|cache_write_tokens"
              + "|input_tokens|output_tokens)((?:_[A-Za-z0-9]+)*)");

  private static final Pattern OWN = Pattern.compile("[A-Z]{2,5}\\d{0,2}-(.+)");

  private static final Pattern OWN_TOKENS =
      Pattern.compile(
          "(.+?)-(cache-read-input-token-count|cache-write-1h-input-token-count"
              + "|cache-write-input-token-count|input-tokens|output-tokens"
              + "|input-token-count|output-token-count)((?:-[A-Za-z0-9]+)*)");

  private static final Pattern GUARDRAIL = Pattern.compile("Guardrail-(.+)UnitsConsumed");

  private static final String MANTLE = "-mantle";

  private static final Map<String, String> POLICIES =
      Map.of(
          "ContentPolicy", "content-policy",
          "TopicPolicy", "topic-policy",
          "WordPolicy", "word-policy",
          "SensitiveInformationPolicyPaid", "sensitive-information-policy",
          "ContextualGroundingPolicy", "contextual-grounding-policy");

  private UsageTypes() {}

  static OfferedUsage read(String usageType) {
    Matcher marketplace = MARKETPLACE.matcher(usageType);
    if (marketplace.matches()) {
      return marketplace(marketplace.group(1));
    }
    Matcher own = OWN.matcher(usageType);
    return own.matches() ? own(own.group(1)) : new Strange("the region is not at its beginning");
  }

  private static OfferedUsage marketplace(String field) {
    Matcher tokens = MARKETPLACE_TOKENS.matcher(field);
    if (!tokens.matches()) {
      return new Strange("it is not of tokens");
    }
    String words = tokens.group(2).toLowerCase(Locale.ROOT).replace("_long_ctx", "_lctx");
    return tokens(Optional.empty(), kind(tokens.group(1)), words.split("_"));
  }

  private static OfferedUsage own(String rest) {
    Matcher guardrail = GUARDRAIL.matcher(rest);
    if (guardrail.matches()) {
      @Nullable String policy = POLICIES.get(guardrail.group(1));
      return policy == null
          ? new Strange("the policy " + guardrail.group(1) + " is not known")
          : new TextUnits(policy);
    }
    Matcher tokens = OWN_TOKENS.matcher(rest);
    if (!tokens.matches()) {
      return new Strange("it is not of tokens");
    }
    String model = tokens.group(1);
    if (model.endsWith(MANTLE)) {
      return new Strange("it is of the endpoint bedrock-mantle");
    }
    String words =
        tokens
            .group(3)
            .replaceAll("-cross-region-([a-z]+)", "-to_$1")
            .replace("-custom-model", "-custom_model");
    return tokens(Optional.of(model), kind(tokens.group(2)), words.split("-"));
  }

  private static OfferedUsage tokens(Optional<String> model, TokenKind kind, String[] words) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    List<Tier> tiers = new ArrayList<>();
    List<String> scopes = new ArrayList<>();
    for (String word : Arrays.stream(words).filter(each -> !each.isEmpty()).toList()) {
      Optional<Tier> tier = Tier.spelled(word);
      if (tier.isPresent()) {
        tiers.add(tier.get());
      } else if (word.startsWith("to_")) {
        scopes.add(word.substring(3));
      } else if (word.equals("global")) {
        scopes.add(word);
      } else if (word.equals("lctx")) {
        traits.add(Trait.LONG_CONTEXT);
      } else if (word.equals("custom_model")) {
        traits.add(Trait.CUSTOM_MODEL);
      } else {
        return new Strange("the word " + word + " is not known");
      }
    }
    if (tiers.size() > 1 || scopes.size() > 1) {
      return new Strange("it names two tiers or scopes");
    }
    return new Tokens(
        model,
        kind,
        tiers.isEmpty() ? Tier.STANDARD : tiers.get(0),
        scopes.stream().findFirst(),
        traits);
  }

  /** By the words that all spellings have in common, the longer ones first. */
  private static TokenKind kind(String spelling) {
    String plain = spelling.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    if (plain.startsWith("cacheread")) {
      return TokenKind.CACHE_READ;
    }
    if (plain.startsWith("cachewrite")) {
      return plain.contains("1h") ? TokenKind.CACHE_WRITE_1H : TokenKind.CACHE_WRITE_5M;
    }
    return plain.startsWith("input") ? TokenKind.INPUT : TokenKind.OUTPUT;
  }
}
