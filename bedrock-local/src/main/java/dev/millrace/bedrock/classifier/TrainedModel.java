package dev.millrace.bedrock.classifier;

import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.LabelList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers the first thing that the user says with what a classifier makes of it, whatever the
 * instructions are: only a list of labels in them counts, and then the answer is one of the list.
 *
 * @param untrained answers where the list holds no label that the classifier knows
 */
public record TrainedModel(TextClassifier classifier, ChatModel untrained) implements ChatModel {

  @Override
  public CompletionStage<ChatAnswer> answer(ChatPrompt prompt) {
    List<String> listed = LabelList.of(prompt.system());
    return classifier
        .best(text(prompt), listed)
        .<CompletionStage<ChatAnswer>>map(
            label -> CompletableFuture.completedFuture(ChatAnswer.of(prompt, label)))
        .orElseGet(() -> untrained.answer(prompt));
  }

  /** Whatever follows is talk about an answer, such as a request to put it right. */
  static String text(ChatPrompt prompt) {
    return prompt.turns().get(0).text();
  }
}
