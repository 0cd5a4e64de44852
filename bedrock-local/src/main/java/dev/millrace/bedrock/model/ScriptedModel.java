package dev.millrace.bedrock.model;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A model that says what it was told to say: for tests of what becomes of an answer.
 *
 * @param rules the first whose words occur in the question answers
 * @param otherwise the answer where none does
 */
public record ScriptedModel(List<Rule> rules, String otherwise) implements ChatModel {

  /** What to answer to a question that holds these words. */
  public record Rule(String words, String answer) {}

  public ScriptedModel {
    rules = List.copyOf(rules);
  }

  @Override
  public CompletionStage<ChatAnswer> answer(ChatPrompt prompt) {
    String text =
        rules.stream()
            .filter(rule -> prompt.question().contains(rule.words()))
            .map(Rule::answer)
            .findFirst()
            .orElse(otherwise);
    return CompletableFuture.completedFuture(ChatAnswer.of(prompt, text));
  }
}
