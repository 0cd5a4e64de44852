package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.platform.telemetry.SpanNames;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the span of a call says. Neither the prompt nor the answer.
 *
 * <p><i>Source</i>: OpenTelemetry semantic conventions for generative AI, AWS Bedrock; in
 * development, and in no artefact that is kept: the names are written out here.
 */
final class CallAttributes {

  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> PROVIDER =
      AttributeKey.stringKey("gen_ai.provider.name");
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<Long> MAX_TOKENS =
      AttributeKey.longKey("gen_ai.request.max_tokens");
  private static final AttributeKey<Double> TEMPERATURE =
      AttributeKey.doubleKey("gen_ai.request.temperature");
  private static final AttributeKey<Boolean> STREAM =
      AttributeKey.booleanKey("gen_ai.request.stream");
  private static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
  private static final AttributeKey<Double> FIRST_CHUNK =
      AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");
  private static final AttributeKey<Long> INPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<Long> CACHE_READ =
      AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
  private static final AttributeKey<Long> CACHE_CREATION =
      AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
  private static final AttributeKey<String> GUARDRAIL =
      AttributeKey.stringKey("aws.bedrock.guardrail.id");
  private static final AttributeKey<String> AWS_REQUEST = AttributeKey.stringKey("aws.request_id");
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("millrace.attempt");
  private static final AttributeKey<Long> RECORDS = AttributeKey.longKey("millrace.call.records");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("millrace.route");
  private static final AttributeKey<Long> VERSION = AttributeKey.longKey("millrace.model.version");

  private CallAttributes() {}

  /** Name of the span. */
  static String name(ModelCall call) {
    return operation(call) + " " + call.route().modelId();
  }

  /** What is known when it begins. */
  static void asked(Span span, ModelCall call) {
    span.setAttribute(OPERATION, operation(call));
    span.setAttribute(PROVIDER, "aws.bedrock");
    span.setAttribute(MODEL, call.route().modelId());
    span.setAttribute(SpanNames.TENANT, call.tenant());
    span.setAttribute(SpanNames.PIPELINE, call.pipeline());
    span.setAttribute(ROUTE, call.route().part().name());
    span.setAttribute(VERSION, call.route().version());
    span.setAttribute(ATTEMPT, call.attempt());
    span.setAttribute(RECORDS, call.records());
    if (call.input() instanceof ModelInput.Chat chat) {
      span.setAttribute(MAX_TOKENS, chat.maxTokens());
      chat.temperature().ifPresent(value -> span.setAttribute(TEMPERATURE, value));
    }
    if (call.isStreamed()) {
      span.setAttribute(STREAM, true);
    }
    call.guardrail().map(GuardrailId::id).ifPresent(id -> span.setAttribute(GUARDRAIL, id));
  }

  /** What is known when it has ended; null where it ended without a result. */
  static void answered(Span span, @Nullable CallResult result) {
    if (result == null) {
      SpanNames.failed(span, Cause.INTERNAL_ERROR.name());
    } else if (result instanceof CallResult.Shared shared) {
      answered(span, shared.own());
    } else if (result instanceof CallResult.Answered answered) {
      span.setAttribute(FINISH_REASONS, List.of(answered.stopReason()));
      answered.report().usageOfAll().ifPresent(usage -> used(span, usage));
      answered.report().endpointRequestId().ifPresent(id -> span.setAttribute(AWS_REQUEST, id));
      answered.report().firstTokenMillis().ifPresent(millis -> firstChunk(span, millis));
    } else if (result instanceof CallResult.Failed failed) {
      SpanNames.failed(span, failed.cause().name());
      failed.tokens().ifPresent(usage -> used(span, usage));
      failed.endpointRequestId().ifPresent(id -> span.setAttribute(AWS_REQUEST, id));
    } else {
      throw new AssertionError(result);
    }
  }

  private static void firstChunk(Span span, long millis) {
    span.setAttribute(FIRST_CHUNK, (double) millis / Duration.ofSeconds(1).toMillis());
  }

  /** The conventions count what came from a cache as input; Bedrock counts it beside. */
  private static void used(Span span, TokenUsage usage) {
    long written = usage.getCacheWrite5mTokens() + usage.getCacheWrite1hTokens();
    span.setAttribute(INPUT_TOKENS, usage.getInputTokens() + usage.getCacheReadTokens() + written);
    span.setAttribute(OUTPUT_TOKENS, usage.getOutputTokens());
    if (usage.getCacheReadTokens() > 0) {
      span.setAttribute(CACHE_READ, usage.getCacheReadTokens());
    }
    if (written > 0) {
      span.setAttribute(CACHE_CREATION, written);
    }
  }

  private static String operation(ModelCall call) {
    return call.input() instanceof ModelInput.Embedding ? "embeddings" : "chat";
  }
}
