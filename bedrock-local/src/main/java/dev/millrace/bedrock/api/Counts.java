package dev.millrace.bedrock.api;

import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.model.TokenUsage;
import dev.millrace.platform.http.HttpReply;
import java.util.Optional;

/**
 * What InvokeModel tells in headers, because native bodies do not all tell it.
 *
 * @param fault may keep the tokens from being told
 */
record Counts(TokenUsage usage, long latencyMillis, Optional<Effect> fault) {

  HttpReply on(HttpReply reply) {
    HttpReply timed =
        reply.with("x-amzn-bedrock-invocation-latency", String.valueOf(latencyMillis));
    if (Rewriting.hidesUsage(fault)) {
      return timed;
    }
    return timed
        .with("x-amzn-bedrock-input-token-count", String.valueOf(usage.inputTokens()))
        .with("x-amzn-bedrock-output-token-count", String.valueOf(usage.outputTokens()));
  }

  /** Of families that tell what was cached. */
  HttpReply onCache(HttpReply reply) {
    if (Rewriting.hidesUsage(fault)) {
      return reply;
    }
    return reply
        .with("x-amzn-bedrock-cache-read-input-token-count", "0")
        .with("x-amzn-bedrock-cache-write-input-token-count", "0");
  }
}
