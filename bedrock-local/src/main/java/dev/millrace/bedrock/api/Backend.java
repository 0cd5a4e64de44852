package dev.millrace.bedrock.api;

import dev.millrace.bedrock.model.ChatModel;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who answers.
 *
 * @param names what models may be called
 * @param models the model behind an id; empty where the id is none
 * @param guardrails by id
 */
public record Backend(
    ModelNames names,
    Function<String, Optional<ChatModel>> models,
    Map<String, Guardrail> guardrails) {

  public Backend {
    guardrails = Map.copyOf(guardrails);
  }

  /** Whether anything answers to a name. */
  public boolean answersTo(String called) {
    return names.base(called).flatMap(models).isPresent();
  }

  /** Whether there is a model of an id that chats, and so can be customized. */
  public boolean chats(String id) {
    return answersTo(id) && !EmbeddingBody.answers(id);
  }

  /** What a call is for, by the name that the caller gives. */
  Target target(String id, String called) {
    return new Target(
        id, called, names.base(called).orElseThrow(() -> names.nothingBehind(called)));
  }

  /** The model behind an id. */
  ChatModel model(String id) {
    return models.apply(id).orElseThrow(AwsError::unknownModel);
  }

  /** The guardrail that a caller wants; empty where there is none, or not in that version. */
  Optional<Guardrail> guardrail(GuardrailChoice choice) {
    return Optional.ofNullable(guardrails.get(choice.id()))
        .filter(guardrail -> guardrail.versions().contains(choice.version()));
  }
}
