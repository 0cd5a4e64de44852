package dev.millrace.bedrock.model;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Has a model that answers one question at a time answer several in one call, each exactly as it
 * would alone.
 */
public record PackedModel(ChatModel each) implements ChatModel {

  @Override
  public CompletionStage<ChatAnswer> answer(ChatPrompt prompt) {
    return PackedQuestion.of(prompt)
        .map(question -> all(prompt, question))
        .orElseGet(() -> each.answer(prompt));
  }

  private CompletionStage<ChatAnswer> all(ChatPrompt prompt, PackedQuestion question) {
    List<CompletableFuture<ChatAnswer>> answers =
        question.records().stream()
            .map(record -> each.answer(question.alone(record)).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                ChatAnswer.of(
                    prompt,
                    question.answer(answers.stream().map(one -> one.join().text()).toList())));
  }
}
