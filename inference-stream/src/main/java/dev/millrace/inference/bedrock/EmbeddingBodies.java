package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The bodies of models that embed: Titan's take one text, Cohere's several.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "Amazon Titan Text Embeddings models", "Cohere Embed
 * v3" and "Cohere Embed v4".
 */
final class EmbeddingBodies {

  private EmbeddingBodies() {}

  /** What the model is sent. Cohere's are told that the texts are what is later searched in. */
  static Map<String, Object> of(String modelId, List<String> texts) {
    return Sharing.takesTexts(modelId)
        ? Map.of(
            "texts", texts, "input_type", "search_document", "embedding_types", List.of("float"))
        : Map.of("inputText", texts.get(0));
  }

  /** What the model replied; no text where there is no vector in it. */
  static Content content(JsonNode reply) {
    if (reply.path("embedding").isArray()) {
      return one(List.of(vector(reply.path("embedding"))));
    }
    JsonNode many = reply.path("embeddings");
    List<Content.Vector> vectors = new ArrayList<>();
    (many.isArray() ? many : many.path("float")).forEach(values -> vectors.add(vector(values)));
    return one(vectors);
  }

  private static Content one(List<Content.Vector> vectors) {
    if (vectors.isEmpty() || vectors.stream().anyMatch(vector -> vector.values().isEmpty())) {
      return new Content.Text("");
    }
    return vectors.size() == 1 ? vectors.get(0) : new Content.Vectors(vectors);
  }

  private static Content.Vector vector(JsonNode values) {
    List<Float> vector = new ArrayList<>();
    values.forEach(value -> vector.add((float) value.asDouble()));
    return new Content.Vector(vector);
  }
}
