package dev.millrace.inference.bedrock;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** Puts conversations into the form of ConverseStream. */
final class Conversations {

  private Conversations() {}

  static ConverseStreamRequest streamed(
      ModelCall call, ModelInput.Chat chat, Map<String, String> metadata) {
    ConverseStreamRequest.Builder request =
        ConverseStreamRequest.builder()
            .modelId(call.route().modelId())
            .system(system(chat))
            .messages(messages(chat))
            .inferenceConfig(inference(chat))
            .requestMetadata(metadata);
    // By default, nothing is given out before the guardrail has seen it.
    call.guardrail()
        .ifPresent(
            guardrail ->
                request.guardrailConfig(
                    configuration ->
                        configuration
                            .guardrailIdentifier(guardrail.id())
                            .guardrailVersion(guardrail.version())));
    return request.build();
  }

  private static List<SystemContentBlock> system(ModelInput.Chat chat) {
    return chat.system().map(SystemContentBlock::fromText).stream().toList();
  }

  private static InferenceConfiguration inference(ModelInput.Chat chat) {
    InferenceConfiguration.Builder inference =
        InferenceConfiguration.builder().maxTokens(chat.maxTokens());
    OptionalDouble temperature = chat.temperature();
    if (temperature.isPresent()) {
      inference.temperature((float) temperature.getAsDouble());
    }
    return inference.build();
  }

  private static List<Message> messages(ModelInput.Chat chat) {
    List<Message> messages = new ArrayList<>();
    messages.add(message(ConversationRole.USER, chat.user()));
    chat.correction()
        .ifPresent(
            correction -> {
              messages.add(message(ConversationRole.ASSISTANT, correction.answer()));
              messages.add(message(ConversationRole.USER, correction.objection()));
            });
    return messages;
  }

  private static Message message(ConversationRole role, String text) {
    return Message.builder().role(role).content(ContentBlock.fromText(text)).build();
  }
}
