package dev.millrace.bedrock;

import dev.millrace.bedrock.model.ChatModel;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which model answers to which id.
 *
 * <p><i>Shape</i>: the longest key that an id begins with, or that it holds behind the region of a
 * cross-region profile, decides; every other id of Bedrock's form goes to the default.
 */
final class ModelMap {

  private static final Pattern MODEL_ID =
      Pattern.compile("([a-z]{2,6}\\.)?[a-z0-9-]+\\.[a-zA-Z0-9.-]+(:[a-zA-Z0-9]+)*");
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\\d{0,12}:[a-z-]+/\\S+");

  private final TreeMap<String, ChatModel> byPrefix;
  private final ChatModel otherwise;

  ModelMap(Map<String, ChatModel> byPrefix, ChatModel otherwise) {
    this.byPrefix = new TreeMap<>(byPrefix);
    this.otherwise = otherwise;
  }

  Optional<ChatModel> find(String modelId) {
    if (!MODEL_ID.matcher(modelId).matches() && !ARN.matcher(modelId).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        byPrefix.descendingMap().entrySet().stream()
            .filter(
                entry ->
                    modelId.startsWith(entry.getKey()) || modelId.contains("." + entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(otherwise));
  }
}
