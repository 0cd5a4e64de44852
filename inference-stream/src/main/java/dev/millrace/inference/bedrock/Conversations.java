package dev.millrace.inference.bedrock;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** Puts conversations into the form of Converse. */
final class Conversations {

  private Conversations() {}

  static ConverseRequest request(
      ModelCall call, ModelInput.Chat chat, Map<String, String> metadata) {
    InferenceConfiguration.Builder inference =
        InferenceConfiguration.builder().maxTokens(chat.maxTokens());
    OptionalDouble temperature = chat.temperature();
    if (temperature.isPresent()) {
      inference.temperature((float) temperature.getAsDouble());
    }
    ConverseRequest.Builder request =
        ConverseRequest.builder()
            .modelId(call.route().modelId())
            .system(chat.system().map(SystemContentBlock::fromText).stream().toList())
            .messages(messages(chat))
            .inferenceConfig(inference.build())
            .requestMetadata(metadata);
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
