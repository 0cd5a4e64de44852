package dev.millrace.inference.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.record.TokenUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.model.CacheDetail;

/**
 * What others read wrongly in the usage of a call. Each test says what the mistaken rule would
 * read, and shows that ours reads something else, and the truth.
 */
class UsagesTest {

  private static final String NOVA = "amazon.nova-micro-v1:0";

  /** LiteLLM PR 15292: input is reported without what a cache gave; total says so. */
  @Test
  void leavesTheInputAsItIs() {
    var reported = reported(2_000, 500, 12_500).cacheReadInputTokens(10_000).build();
    int subtracting = reported.inputTokens() - reported.cacheReadInputTokens();
    int adding = reported.inputTokens() + reported.cacheReadInputTokens();

    TokenUsage usage = usage(NOVA, reported).orElseThrow();

    assertThat(usage).isEqualTo(new TokenUsage(2_000L, 500L, 10_000L, 0L, 0L));
    assertThat(subtracting).isNegative();
    assertThat(usage.getInputTokens()).isNotEqualTo((long) adding);
    assertThat(sum(usage)).isEqualTo(reported.totalTokens().longValue());
  }

  /** opencode PR 47354: some models of OpenAI count it as input as well; their total tells. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai.gpt-oss-120b-1:0",
        "us.openai.gpt-oss-120b-1:0",
        "arn:aws:bedrock:us-east-1::foundation-model/openai.gpt-oss-120b-1:0"
      })
  void countsWhatACacheGaveOnlyOnce(String model) {
    var inclusive = reported(12_000, 500, 12_500).cacheReadInputTokens(10_000).build();
    var disjoint = reported(12_000, 500, 22_500).cacheReadInputTokens(10_000).build();

    TokenUsage usage = usage(model, inclusive).orElseThrow();

    assertThat(usage).isEqualTo(new TokenUsage(2_000L, 500L, 10_000L, 0L, 0L));
    assertThat(sum(usage)).isEqualTo(inclusive.totalTokens().longValue());
    assertThat(usage(model, disjoint)).contains(new TokenUsage(12_000L, 500L, 10_000L, 0L, 0L));
    assertThat(usage("acme.not-openai.model", inclusive).orElseThrow().getInputTokens())
        .as("another vendor")
        .isEqualTo(12_000);
  }

  @Test
  void leavesTheInputOfOpenAiAsItIsWhereNoCacheWasUsed() {
    assertThat(usage("openai.gpt-oss-20b-1:0", reported(100, 10, 110).build()))
        .contains(new TokenUsage(100L, 10L, 0L, 0L, 0L));
  }

  /** litellm#29432: writes for an hour taken for writes for five minutes. */
  @Test
  void tellsWritesForAnHourFromOthers() {
    var reported =
        reported(10, 1, 2_011)
            .cacheWriteInputTokens(2_000)
            .cacheDetails(
                CacheDetail.builder().ttl("1h").inputTokens(1_500).build(),
                CacheDetail.builder().ttl("5m").inputTokens(500).build())
            .build();
    TokenUsage mistaken = new TokenUsage(10L, 1L, 0L, 2_000L, 0L);

    assertThat(usage(NOVA, reported))
        .contains(new TokenUsage(10L, 1L, 0L, 500L, 1_500L))
        .get()
        .isNotEqualTo(mistaken);
  }

  @Test
  void takesWritesOfUnknownLifeForTheUsualOnes() {
    assertThat(usage(NOVA, reported(10, 1, 31).cacheWriteInputTokens(20).build()))
        .contains(new TokenUsage(10L, 1L, 0L, 20L, 0L));
  }

  /** Usage that was not reported taken for none: a call that costs nothing. */
  @Test
  void doesNotTakeUnknownUsageForNone() {
    TokenUsage mistaken = new TokenUsage(0L, 0L, 0L, 0L, 0L);

    assertThat(usage(NOVA, null)).isEmpty().isNotEqualTo(Optional.of(mistaken));
    assertThat(usage(NOVA, builder().inputTokens(5).build())).isEmpty();
    assertThat(usage(NOVA, builder().outputTokens(5).build())).isEmpty();
  }

  /** Of an event of a stream, which the SDK reads, and of a reply: both are the same. */
  private static Optional<TokenUsage> usage(
      String model,
      software.amazon.awssdk.services.bedrockruntime.model.@Nullable TokenUsage reported) {
    Optional<TokenUsage> usage = Usages.of(model, reported);
    assertThat(Usages.of(model, json(reported))).isEqualTo(usage);
    return usage;
  }

  private static JsonNode json(
      software.amazon.awssdk.services.bedrockruntime.model.@Nullable TokenUsage reported) {
    if (reported == null) {
      return MissingNode.getInstance();
    }
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("inputTokens", reported.inputTokens())
            .put("outputTokens", reported.outputTokens())
            .put("totalTokens", reported.totalTokens())
            .put("cacheReadInputTokens", reported.cacheReadInputTokens())
            .put("cacheWriteInputTokens", reported.cacheWriteInputTokens());
    ArrayNode details = json.putArray("cacheDetails");
    reported
        .cacheDetails()
        .forEach(
            detail ->
                details
                    .addObject()
                    .put("ttl", detail.ttlAsString())
                    .put("inputTokens", detail.inputTokens()));
    return json;
  }

  private static long sum(TokenUsage usage) {
    return usage.getInputTokens()
        + usage.getOutputTokens()
        + usage.getCacheReadTokens()
        + usage.getCacheWrite5mTokens()
        + usage.getCacheWrite1hTokens();
  }

  private static software.amazon.awssdk.services.bedrockruntime.model.TokenUsage.Builder reported(
      int input, int output, int total) {
    return builder().inputTokens(input).outputTokens(output).totalTokens(total);
  }

  private static software.amazon.awssdk.services.bedrockruntime.model.TokenUsage.Builder builder() {
    return software.amazon.awssdk.services.bedrockruntime.model.TokenUsage.builder();
  }
}
