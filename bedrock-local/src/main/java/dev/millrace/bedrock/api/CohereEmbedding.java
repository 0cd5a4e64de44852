package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.HashedEmbedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A request to Cohere Embed, which takes several texts at once.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "Cohere Embed v3" and "Cohere Embed v4".
 *
 * @param dimensions length of the vectors
 * @param namesTypes whether the vectors are given by type, because the request names types
 */
record CohereEmbedding(List<String> texts, int dimensions, boolean namesTypes)
    implements EmbeddingBody {

  private static final int MOST_TEXTS = 96;
  private static final int V3_DIMENSIONS = 1024;
  private static final int V4_DIMENSIONS = 1536;
  private static final Set<Integer> V4_CHOICES = Set.of(256, 512, 1024, 1536);

  private static final Set<String> INPUT_TYPES =
      Set.of("search_document", "search_query", "classification", "clustering");

  CohereEmbedding {
    texts = List.copyOf(texts);
  }

  static boolean answers(String modelId) {
    return modelId.contains("cohere.embed");
  }

  static CohereEmbedding of(String modelId, JsonNode body) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : body.path("texts")) {
      if (!text.isTextual()) {
        throw AwsError.malformed("#/texts/" + texts.size() + ": expected type: String");
      }
      texts.add(text.textValue());
    }
    if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
      throw AwsError.malformed(
          "#/texts: expected 1 to " + MOST_TEXTS + " items, actual: " + texts.size());
    }
    String inputType = body.path("input_type").asText();
    if (!INPUT_TYPES.contains(inputType)) {
      throw AwsError.malformed("#/input_type: " + inputType + " is not a valid enum value");
    }
    JsonNode types = body.path("embedding_types");
    for (JsonNode type : types) {
      if (!type.asText().equals("float")) {
        throw AwsError.malformed("#/embedding_types: this stand-in knows float alone");
      }
    }
    return new CohereEmbedding(texts, dimensions(modelId, body), types.isArray());
  }

  private static int dimensions(String modelId, JsonNode body) {
    if (!modelId.contains("cohere.embed-v4")) {
      return V3_DIMENSIONS;
    }
    JsonNode dimension = body.path("output_dimension");
    int wanted = dimension.asInt(V4_DIMENSIONS);
    if (!V4_CHOICES.contains(wanted)) {
      throw AwsError.malformed("#/output_dimension: " + dimension + " is not a valid enum value");
    }
    return wanted;
  }

  @Override
  public ObjectNode reply() {
    ObjectNode reply =
        JsonNodeFactory.instance.objectNode().put("id", UUID.randomUUID().toString());
    ArrayNode vectors =
        namesTypes ? reply.putObject("embeddings").putArray("float") : reply.putArray("embeddings");
    ArrayNode echo = reply.putArray("texts");
    for (String text : texts) {
      ArrayNode vector = vectors.addArray();
      for (float value : HashedEmbedding.normalised(HashedEmbedding.counts(text, dimensions))) {
        vector.add(value);
      }
      echo.add(text);
    }
    return reply.put("response_type", namesTypes ? "embeddings_by_type" : "embeddings_floats");
  }
}
