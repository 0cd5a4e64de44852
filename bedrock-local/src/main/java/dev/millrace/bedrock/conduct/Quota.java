package dev.millrace.bedrock.conduct;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.TokenUsage;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The quota of one model: a bucket of requests and one of tokens, each of a minute.
 *
 * <p><i>Shape</i>: a call takes its input and all that it may write, by one each; at its end this
 * is given back, and its input and its output times the burndown are taken. So the bucket may go
 * below zero.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class Quota {

  private final InstantSource clock;
  private final long burndown;
  private final Optional<MinuteBucket> tokens;
  private final Optional<MinuteBucket> requests;
  private final Map<Grant.Scarce, Long> throttled = new EnumMap<>(Grant.Scarce.class);
  private long reserved;
  private long settled;
  private long admitted;

  Quota(QuotaLimits limits, String modelId, InstantSource clock) {
    this.clock = clock;
    this.burndown = limits.burndown(modelId);
    this.tokens = bucket(limits.tokensPerMinute().stream().boxed().findFirst());
    this.requests = bucket(limits.requestsPerMinute().stream().boxed().findFirst());
  }

  private Optional<MinuteBucket> bucket(Optional<Long> limit) {
    return limit.map(units -> new MinuteBucket(units, clock.millis()));
  }

  synchronized Grant reserve(long wanted) {
    advance();
    if (requests.isPresent() && !requests.get().holds(1)) {
      return refused(Grant.Scarce.REQUESTS);
    }
    if (tokens.isPresent() && !tokens.get().holds(wanted)) {
      return refused(Grant.Scarce.TOKENS);
    }
    requests.ifPresent(bucket -> bucket.take(1));
    tokens.ifPresent(bucket -> bucket.take(wanted));
    reserved += wanted;
    admitted++;
    return (Grant.Reserved) used -> settle(wanted, used);
  }

  private Grant refused(Grant.Scarce what) {
    throttled.merge(what, 1L, Long::sum);
    return new Grant.Refused(what);
  }

  private synchronized void settle(long wanted, TokenUsage used) {
    advance();
    long burned = used.inputTokens() + used.outputTokens() * burndown;
    tokens.ifPresent(bucket -> bucket.take(burned - wanted));
    reserved -= wanted;
    settled += burned;
  }

  private void advance() {
    tokens.ifPresent(bucket -> bucket.advance(clock.millis()));
    requests.ifPresent(bucket -> bucket.advance(clock.millis()));
  }

  /** What is used now, and what became of all calls since the start. */
  synchronized ObjectNode json() {
    advance();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    tokens.ifPresent(
        bucket -> used(json, "tokens", bucket).put("reserved", reserved).put("settled", settled));
    requests.ifPresent(bucket -> used(json, "requests", bucket));
    json.put("burndown", burndown).put("admitted", admitted);
    json.putObject("throttled")
        .put("tokens", throttled.getOrDefault(Grant.Scarce.TOKENS, 0L))
        .put("requests", throttled.getOrDefault(Grant.Scarce.REQUESTS, 0L));
    return json;
  }

  private static ObjectNode used(ObjectNode json, String name, MinuteBucket bucket) {
    return json.putObject(name).put("limit", bucket.limit()).put("used", bucket.used());
  }
}
