package dev.millrace.bedrock;

import dev.millrace.bedrock.conduct.ByModel;
import dev.millrace.bedrock.model.ChatModel;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which model answers to which id; every id of Bedrock's form that is not declared has one, too.
 */
final class ModelMap {

  private static final Pattern MODEL_ID =
      Pattern.compile("([a-z]{2,6}\\.)?[a-z0-9-]+\\.[a-zA-Z0-9.-]+(:[a-zA-Z0-9]+)*");
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\\d{0,12}:[a-z-]+/\\S+");

  private final ByModel<ChatModel> declared;
  private final ChatModel otherwise;

  ModelMap(Map<String, ChatModel> byPrefix, ChatModel otherwise) {
    this.declared = new ByModel<>(byPrefix);
    this.otherwise = otherwise;
  }

  Optional<ChatModel> find(String modelId) {
    if (!MODEL_ID.matcher(modelId).matches() && !ARN.matcher(modelId).matches()) {
      return Optional.empty();
    }
    return Optional.of(declared.find(modelId).orElse(otherwise));
  }
}
