package dev.millrace.bedrock.api;

import dev.millrace.bedrock.meter.Invocation;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.StopReason;
import dev.millrace.bedrock.model.TokenUsage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has models answer, and meters each answer before anybody sees it.
 *
 * <p><i>Shape</i>: guardrail on the question, model, guardrail on the answer, delay, meter.
 *
 * <p><i>Failure</i>: a model that fails ends the call with a ModelErrorException and is not
 * metered; a meter that cannot be written ends it with the defect, and the answer is not given.
 */
final class ModelCalls {

  private static final Logger LOG = LoggerFactory.getLogger(ModelCalls.class);

  private final Function<String, Optional<ChatModel>> models;
  private final Map<String, Guardrail> guardrails;
  private final InvocationLog meter;
  private final Pace pace;

  ModelCalls(
      Function<String, Optional<ChatModel>> models,
      Map<String, Guardrail> guardrails,
      InvocationLog meter,
      Pace pace) {
    this.models = models;
    this.guardrails = Map.copyOf(guardrails);
    this.meter = meter;
    this.pace = pace;
  }

  /** The model behind an id. */
  ChatModel model(String id) {
    return models.apply(id).orElseThrow(AwsError::unknownModel);
  }

  Guardrail guardrail(String id) {
    Guardrail guardrail = guardrails.get(id);
    if (guardrail == null) {
      throw new AwsError(404, "ResourceNotFoundException", "Could not find the guardrail " + id);
    }
    return guardrail;
  }

  CompletionStage<Answered> chat(
      Call call, String operation, ChatPrompt prompt, CallOptions options) {
    ChatModel model = model(prompt.modelId());
    long begun = pace.clock().millis();
    Optional<Guardrail> guardrail = options.guardrail().map(this::guardrail);
    return guardrail
        .flatMap(guard -> guard.refusal(prompt.question()))
        .<CompletionStage<ChatAnswer>>map(
            message -> CompletableFuture.completedFuture(refused(message)))
        .orElseGet(() -> ask(model, prompt).thenApply(answer -> passed(guardrail, answer)))
        .thenCompose(answer -> after(call, begun, answer))
        .thenApply(
            answer -> {
              add(call, operation, answer.usage(), options);
              return new Answered(call.id(), prompt, answer, pace.clock().millis() - begun);
            });
  }

  /** Meters an embedding; the stage ends, with the milliseconds it took, when it may be given. */
  CompletionStage<Long> embed(Call call, TokenUsage usage, CallOptions options) {
    long begun = pace.clock().millis();
    return after(call, begun, usage)
        .thenApply(
            due -> {
              add(call, "InvokeModel", due, options);
              return pace.clock().millis() - begun;
            });
  }

  private static ChatAnswer refused(String message) {
    return new ChatAnswer(
        message, StopReason.GUARDRAIL_INTERVENED, Optional.empty(), TokenUsage.NONE);
  }

  private static ChatAnswer passed(Optional<Guardrail> guardrail, ChatAnswer answer) {
    return guardrail
        .flatMap(guard -> guard.refusal(answer.text()))
        .map(answer::blocked)
        .orElse(answer);
  }

  private static CompletionStage<ChatAnswer> ask(ChatModel model, ChatPrompt prompt) {
    CompletionStage<ChatAnswer> answer;
    try {
      answer = model.answer(prompt);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionally(
        e -> {
          Throwable cause = e instanceof CompletionException ? e.getCause() : e;
          LOG.warn("the model behind {} failed", prompt.modelId(), cause);
          throw AwsError.model("The model behind " + prompt.modelId() + " failed");
        });
  }

  /** Holds a result back until the call has taken as long as it is to take at least. */
  private <T> CompletionStage<T> after(Call call, long begun, T result) {
    Duration latency = pace.latency().apply(call.model());
    Duration left = latency.minusMillis(pace.clock().millis() - begun);
    if (left.isZero() || left.isNegative()) {
      return CompletableFuture.completedFuture(result);
    }
    return CompletableFuture.supplyAsync(() -> result, pace.executor().apply(left));
  }

  private void add(Call call, String operation, TokenUsage usage, CallOptions options) {
    meter.add(
        new Invocation(
            pace.clock().instant(),
            call.id(),
            operation,
            call.model(),
            usage.inputTokens(),
            usage.outputTokens(),
            options.metadata()));
  }
}
