package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Task;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PromptRendererTest {

  @Test
  void listsTheLabelsBehindTheInstructions() {
    ModelInput input = PromptRenderer.render(Requests.classification(), Optional.empty());

    assertThat(input)
        .isEqualTo(
            new ModelInput.Chat(
                Optional.of(
                    """
                    Classify the ticket.

                    Answer with exactly one of these labels and nothing else:
                    - billing
                    - bug"""),
                "My invoice is wrong.",
                64,
                OptionalDouble.of(0)));
  }

  @Test
  void listsTheLabelsAloneWhereThereAreNoInstructions() {
    InferenceRequest request = Requests.classification();
    request.getPrompt().setSystem(null);

    assertThat(chat(request).system())
        .hasValueSatisfying(system -> assertThat(system).startsWith("Answer with exactly one"));
  }

  @Test
  void asksForOneObjectWhereSomethingIsToBeExtracted() {
    assertThat(chat(Requests.of(Task.EXTRACTION)).system())
        .contains("Do it.\n\nAnswer with one JSON object and nothing else.");
  }

  @Test
  void addsNothingWhereTextIsToBeWritten() {
    ModelInput.Chat chat = chat(Requests.of(Task.GENERATION));

    assertThat(chat.system()).contains("Do it.");
    assertThat(chat.temperature()).isEmpty();
  }

  @Test
  void givesNoInstructionsWhereThereAreNone() {
    InferenceRequest request = Requests.request(Task.GENERATION, " ", List.of());

    assertThat(chat(request).system()).isEmpty();
  }

  @Test
  void keepsToTheBoundOfThePipeline() {
    InferenceRequest request = Requests.of(Task.GENERATION);
    request.setMaxTokens(5);

    assertThat(chat(request).maxTokens()).isEqualTo(5);
  }

  @Test
  void embedsTheTextAlone() {
    assertThat(PromptRenderer.render(Requests.of(Task.EMBEDDING), Optional.empty()))
        .isEqualTo(new ModelInput.Embedding("My invoice is wrong."));
  }

  private static ModelInput.Chat chat(InferenceRequest request) {
    return (ModelInput.Chat) PromptRenderer.render(request, Optional.empty());
  }
}
