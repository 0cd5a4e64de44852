package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.record.TokenUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.CacheDetail;

/** Reads what the endpoint says about tokens. */
final class Usages {

  private static final String ONE_HOUR = "1h";

  private Usages() {}

  /**
   * Usage of a Converse call; empty where the endpoint reported none, or only half of it: unknown
   * is not zero.
   *
   * <p><i>Units</i>: Bedrock's input tokens exclude cache reads and writes, as ours do; its cache
   * details split the writes by lifetime.
   */
  static Optional<TokenUsage> of(
      software.amazon.awssdk.services.bedrockruntime.model.@Nullable TokenUsage usage) {
    if (usage == null || usage.inputTokens() == null || usage.outputTokens() == null) {
      return Optional.empty();
    }
    long writes = orZero(usage.cacheWriteInputTokens());
    long oneHour =
        usage.cacheDetails().stream()
            .filter(detail -> ONE_HOUR.equals(detail.ttlAsString()))
            .map(CacheDetail::inputTokens)
            .mapToLong(Usages::orZero)
            .sum();
    return Optional.of(
        new TokenUsage(
            (long) usage.inputTokens(),
            (long) usage.outputTokens(),
            orZero(usage.cacheReadInputTokens()),
            Math.max(0, writes - oneHour),
            oneHour));
  }

  /** The same, of what stands in a file. */
  static Optional<TokenUsage> of(JsonNode usage) {
    if (!usage.path("inputTokens").isNumber() || !usage.path("outputTokens").isNumber()) {
      return Optional.empty();
    }
    long writes = usage.path("cacheWriteInputTokens").asLong();
    long oneHour = 0;
    for (JsonNode detail : usage.path("cacheDetails")) {
      oneHour +=
          ONE_HOUR.equals(detail.path("ttl").asText()) ? detail.path("inputTokens").asLong() : 0;
    }
    return Optional.of(
        new TokenUsage(
            usage.path("inputTokens").asLong(),
            usage.path("outputTokens").asLong(),
            usage.path("cacheReadInputTokens").asLong(),
            Math.max(0, writes - oneHour),
            oneHour));
  }

  private static long orZero(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }
}
