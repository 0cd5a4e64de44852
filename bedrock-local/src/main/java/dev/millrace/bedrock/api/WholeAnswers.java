package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.StopReason;
import java.util.concurrent.CompletionStage;

/**
 * Answers bodies of Converse and InvokeModel, in one piece or for a stream.
 *
 * <p><i>Failure</i>: an {@link AwsError}, thrown or as the end of the stage.
 */
final class WholeAnswers {

  private final Backend backend;
  private final Conditions conditions;
  private final ModelCalls calls;

  WholeAnswers(Backend backend, Conditions conditions, Course course) {
    this.backend = backend;
    this.conditions = conditions;
    this.calls = new ModelCalls(backend, course);
  }

  CompletionStage<WholeAnswer> converse(Target target, JsonNode body) {
    return chat(target, body, ModelOperation.CONVERSE)
        .thenApply(
            answered -> {
              ObjectNode reply =
                  ConverseProtocol.reply(answered.answer(), answered.latencyMillis(), body);
              return whole(reply, answered, false);
            });
  }

  CompletionStage<WholeAnswer> invoke(Target target, JsonNode body, CallOptions options) {
    if (EmbeddingBody.answers(target.model())) {
      return embed(target, body, options);
    }
    NativeBody family = NativeBody.of(target.model());
    return nativeChat(target, body, ModelOperation.INVOKE_MODEL, options)
        .thenApply(
            answered ->
                whole(
                    withAction(family.reply(answered), answered), answered, family.countsCache()));
  }

  /** What a chat model answers to a body of Converse. */
  CompletionStage<Answered> chat(Target target, JsonNode body, ModelOperation operation) {
    if (EmbeddingBody.answers(target.model())) {
      throw AwsError.validation(
          "This action doesn't support the model that you provided. Try again with a supported text or chat model");
    }
    ChatPrompt prompt = ConverseProtocol.prompt(target.model(), body, limit(target));
    return calls.chat(target, operation, prompt, CallOptions.ofConverse(body));
  }

  /** What a chat model answers to a body of its own. */
  CompletionStage<Answered> nativeChat(
      Target target, JsonNode body, ModelOperation operation, CallOptions options) {
    ChatPrompt prompt = NativeBody.of(target.model()).prompt(target.model(), body, limit(target));
    return calls.chat(target, operation, prompt, options);
  }

  /** Says in a native body that a guardrail spoke, where one did. */
  static ObjectNode withAction(ObjectNode body, Answered answered) {
    if (answered.answer().stop() == StopReason.GUARDRAIL_INTERVENED) {
      body.put("amazon-bedrock-guardrailAction", "INTERVENED");
    }
    return body;
  }

  private CompletionStage<WholeAnswer> embed(Target target, JsonNode body, CallOptions options) {
    backend.model(target.model());
    EmbeddingBody embedding = EmbeddingBody.of(target.model(), body);
    ObjectNode reply = embedding.reply();
    return calls
        .embed(target, embedding, options)
        .thenApply(
            done ->
                new WholeAnswer(
                    Rewriting.apply(reply, done.fault()),
                    done.answer().usage(),
                    done.latencyMillis(),
                    done.fault(),
                    false));
  }

  private OutputLimit limit(Target target) {
    return new OutputLimit(conditions.maxTokens(target.model()));
  }

  private static WholeAnswer whole(ObjectNode reply, Answered answered, boolean countsCache) {
    return new WholeAnswer(
        Rewriting.apply(reply, answered.fault()),
        answered.answer().usage(),
        answered.latencyMillis(),
        answered.fault(),
        countsCache);
  }
}
