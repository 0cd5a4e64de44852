package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.record.TokenUsage;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.CacheDetail;

/** Reads what the endpoint says about tokens. */
final class Usages {

  private static final String ONE_HOUR = "1h";

  /** Of what vendor a model is, in ids, profile ids and the ARNs of both. */
  private static final Pattern OF_OPENAI = Pattern.compile("(^|.*[./])openai\\..*");

  private Usages() {}

  /**
   * Usage of a Converse call; empty where the endpoint reported none, or only half of it: unknown
   * is not zero.
   *
   * <p><i>Units</i>: Bedrock's input tokens exclude cache reads and writes, as ours do; its cache
   * details split the writes by lifetime. Some models of OpenAI are reported to count what a cache
   * read or wrote as input once more: then their total leaves it out, and so do we.
   */
  static Optional<TokenUsage> of(
      String modelId,
      software.amazon.awssdk.services.bedrockruntime.model.@Nullable TokenUsage usage) {
    if (usage == null || usage.inputTokens() == null || usage.outputTokens() == null) {
      return Optional.empty();
    }
    long oneHour =
        usage.cacheDetails().stream()
            .filter(detail -> ONE_HOUR.equals(detail.ttlAsString()))
            .map(CacheDetail::inputTokens)
            .mapToLong(Usages::orZero)
            .sum();
    TokenUsage read =
        usage(
            usage.inputTokens(),
            usage.outputTokens(),
            orZero(usage.cacheReadInputTokens()),
            orZero(usage.cacheWriteInputTokens()),
            oneHour);
    return Optional.of(
        usage.totalTokens() == null ? read : disjoint(modelId, read, usage.totalTokens()));
  }

  /** The same, as it stands in a reply. */
  static Optional<TokenUsage> of(String modelId, JsonNode usage) {
    return of(usage)
        .map(
            read ->
                usage.path("totalTokens").isNumber()
                    ? disjoint(modelId, read, usage.path("totalTokens").asLong())
                    : read);
  }

  /** The same, of what stands in a file of a batch job: those use no caches. */
  static Optional<TokenUsage> of(JsonNode usage) {
    if (!usage.path("inputTokens").isNumber() || !usage.path("outputTokens").isNumber()) {
      return Optional.empty();
    }
    long oneHour = 0;
    for (JsonNode detail : usage.path("cacheDetails")) {
      oneHour +=
          ONE_HOUR.equals(detail.path("ttl").asText()) ? detail.path("inputTokens").asLong() : 0;
    }
    return Optional.of(
        usage(
            usage.path("inputTokens").asLong(),
            usage.path("outputTokens").asLong(),
            usage.path("cacheReadInputTokens").asLong(),
            usage.path("cacheWriteInputTokens").asLong(),
            oneHour));
  }

  private static TokenUsage usage(
      long input, long output, long cacheRead, long cacheWrites, long oneHour) {
    return new TokenUsage(input, output, cacheRead, Math.max(0, cacheWrites - oneHour), oneHour);
  }

  /** Takes the cache out of the input where the total of such a model says that it is in there. */
  private static TokenUsage disjoint(String modelId, TokenUsage usage, long total) {
    long cached =
        usage.getCacheReadTokens() + usage.getCacheWrite5mTokens() + usage.getCacheWrite1hTokens();
    if (cached > 0
        && usage.getInputTokens() >= cached
        && usage.getInputTokens() + usage.getOutputTokens() == total
        && OF_OPENAI.matcher(modelId).matches()) {
      usage.setInputTokens(usage.getInputTokens() - cached);
    }
    return usage;
  }

  private static long orZero(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }
}
