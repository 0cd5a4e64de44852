package dev.millrace.bedrock;

import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** What tests ask through the SDK. */
final class Questions {

  /** Has the zero-shot model choose. */
  static final String LABELS =
      "Answer with exactly one of these labels and nothing else:\n- app_crash\n- invoice_charge\n- delivery_address";

  private Questions() {}

  static Message user(String text) {
    return Message.builder()
        .role(ConversationRole.USER)
        .content(ContentBlock.fromText(text))
        .build();
  }

  static ConverseResponse ask(BedrockRuntimeClient client, String model, int maxTokens) {
    return client.converse(
        request ->
            request
                .modelId(model)
                .messages(user("hello"))
                .inferenceConfig(inference -> inference.maxTokens(maxTokens)));
  }
}
