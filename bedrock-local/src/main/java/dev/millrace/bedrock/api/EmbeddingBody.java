package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.Tokens;
import java.util.List;

/** A request to a model that embeds. */
sealed interface EmbeddingBody permits TitanEmbedding, CohereEmbedding {

  /** What is embedded, at least one text. */
  List<String> texts();

  /** A vector for each. */
  ObjectNode reply();

  /** Estimated tokens of all. */
  default long tokens() {
    return texts().stream().mapToLong(Tokens::count).sum();
  }

  /** Whether a model embeds. */
  static boolean answers(String modelId) {
    return modelId.contains("amazon.titan-embed-text") || CohereEmbedding.answers(modelId);
  }

  /** Reads what such a model is asked. */
  static EmbeddingBody of(String modelId, JsonNode body) {
    return CohereEmbedding.answers(modelId)
        ? CohereEmbedding.of(modelId, body)
        : TitanEmbedding.of(modelId, body);
  }
}
