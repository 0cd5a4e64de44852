package dev.millrace.platform.pricing.offers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.platform.pricing.offers.OfferedUsage.Strange;
import dev.millrace.platform.pricing.offers.OfferedUsage.TextUnits;
import dev.millrace.platform.pricing.offers.OfferedUsage.Tokens;
import dev.millrace.platform.pricing.offers.OfferedUsage.Trait;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UsageTypesTest {

  static Stream<Arguments> understood() {
    return Stream.of(
        argumentSet(
            "input",
            "USE1-NovaMicro-input-tokens",
            tokens("NovaMicro", TokenKind.INPUT, Tier.STANDARD, "")),
        argumentSet(
            "batch",
            "USE1-NovaMicro-output-tokens-batch",
            tokens("NovaMicro", TokenKind.OUTPUT, Tier.BATCH, "")),
        argumentSet(
            "tier and scope",
            "APN1-Nova2.0Lite-cache-read-input-token-count-flex-cross-region-global",
            tokens("Nova2.0Lite", TokenKind.CACHE_READ, Tier.FLEX, "global")),
        argumentSet(
            "a geographic profile",
            "EUC1-Nova2.0Lite-input-tokens-cross-region-eu",
            tokens("Nova2.0Lite", TokenKind.INPUT, Tier.STANDARD, "eu")),
        argumentSet(
            "writes for five minutes",
            "USE1-Claude4Sonnet-cache-write-input-token-count",
            tokens("Claude4Sonnet", TokenKind.CACHE_WRITE_5M, Tier.STANDARD, "")),
        argumentSet(
            "writes for an hour",
            "USE1-Claude4Sonnet-cache-write-1h-input-token-count",
            tokens("Claude4Sonnet", TokenKind.CACHE_WRITE_1H, Tier.STANDARD, "")),
        argumentSet(
            "a custom model",
            "USE1-NovaMicro-input-tokens-custom-model",
            tokens("NovaMicro", TokenKind.INPUT, Tier.STANDARD, "", Trait.CUSTOM_MODEL)),
        argumentSet(
            "marketplace",
            "USE1-MP:USE1_InputTokenCount-Units",
            tokens("", TokenKind.INPUT, Tier.STANDARD, "")),
        argumentSet(
            "marketplace, all at once",
            "USE1-MP:USE1_OutputTokenCount_LCtx_Global_Batch-Units",
            tokens("", TokenKind.OUTPUT, Tier.BATCH, "global", Trait.LONG_CONTEXT)),
        argumentSet(
            "marketplace, an hour",
            "USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units",
            tokens("", TokenKind.CACHE_WRITE_1H, Tier.STANDARD, "global")),
        argumentSet(
            "marketplace, small letters",
            "USE1-MP:USE1_cache_write_tokens_1h_global_standard-Units",
            tokens("", TokenKind.CACHE_WRITE_1H, Tier.STANDARD, "global")),
        argumentSet(
            "marketplace, small letters, long",
            "USE1-MP:USE1_input_tokens_long_ctx_priority-Units",
            tokens("", TokenKind.INPUT, Tier.PRIORITY, "", Trait.LONG_CONTEXT)));
  }

  @ParameterizedTest
  @MethodSource("understood")
  void readsTokens(String usageType, Tokens tokens) {
    assertThat(UsageTypes.read(usageType)).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "USE1-NovaPro-input-tokens-latency-optimized| the word latency is not known",
        "USE1-Nova2.0Lite-input-tokens-cross-region| the word cross is not known",
        "USE1-NovaMicro-input-tokens-batch-flex| it names two tiers or scopes",
        "USE1-openai.gpt-oss-20b-mantle-input-tokens-standard| it is of the endpoint bedrock-mantle",
        "USE1-NovaCanvas-T2I-1024-Standard| it is not of tokens",
        "USE1-NovaMicro-ProvisionedThroughput-NoCommit| it is not of tokens",
        "USE1-MP:USE1_cache_write_tokens_30m_standard-Units| the word 30m is not known",
        "USE1-MP:USE1_InputTokenCount_LatencyOptimized-Units| the word latencyoptimized is not known",
        "USE1-MP:USE1_Reserved_1Month_InputTPM_Geo-Units| it is not of tokens",
        "USE1-MP:USE1_MillionBatchInputTokens-Units| it is not of tokens",
        "USE1-Guardrail-SensitiveInformationPolicyFreeUnitsConsumed"
            + "| the policy SensitiveInformationPolicyFree is not known",
        "NovaMicro-input-tokens| the region is not at its beginning"
      })
  void saysWhyTheRestIsStrange(String usageType, String reason) {
    assertThat(UsageTypes.read(usageType)).isEqualTo(new Strange(reason));
  }

  @Test
  void readsTextUnits() {
    assertThat(UsageTypes.read("USE1-Guardrail-ContentPolicyUnitsConsumed"))
        .isEqualTo(new TextUnits("content-policy"));
  }

  private static Tokens tokens(
      String model, TokenKind kind, Tier tier, String scope, Trait... traits) {
    return new Tokens(
        Optional.of(model).filter(name -> !name.isEmpty()),
        kind,
        tier,
        Optional.of(scope).filter(name -> !name.isEmpty()),
        Set.of(traits));
  }
}
