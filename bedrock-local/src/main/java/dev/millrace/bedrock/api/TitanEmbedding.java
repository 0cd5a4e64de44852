package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.HashedEmbedding;
import java.util.ArrayList;
import java.util.List;

/**
 * A request to Amazon Titan Text Embeddings.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "Amazon Titan Embeddings G1 - Text" and "V2".
 *
 * @param dimensions length of the vector
 * @param normalised whether the vector has length one
 * @param types float, binary or both; empty for G1, which does not say
 */
record TitanEmbedding(String text, int dimensions, boolean normalised, List<String> types)
    implements EmbeddingBody {

  private static final int G1_DIMENSIONS = 1536;
  private static final List<Integer> V2_DIMENSIONS = List.of(1024, 512, 256);
  private static final List<String> V2_TYPES = List.of("float", "binary");

  static TitanEmbedding of(String modelId, JsonNode body) {
    String text = body.path("inputText").asText();
    if (!body.path("inputText").isTextual()) {
      throw AwsError.malformed("#: required key [inputText] not found");
    }
    if (text.isEmpty()) {
      throw AwsError.malformed("#/inputText: expected minLength: 1, actual: 0");
    }
    if (modelId.contains("amazon.titan-embed-text-v1")) {
      return new TitanEmbedding(text, G1_DIMENSIONS, true, List.of());
    }
    JsonNode dimensions = body.path("dimensions");
    int wanted = dimensions.asInt(V2_DIMENSIONS.get(0));
    if (!V2_DIMENSIONS.contains(wanted)) {
      throw AwsError.malformed("#/dimensions: " + dimensions + " is not a valid enum value");
    }
    return new TitanEmbedding(text, wanted, body.path("normalize").asBoolean(true), types(body));
  }

  private static List<String> types(JsonNode body) {
    List<String> types = new ArrayList<>();
    for (JsonNode type : body.path("embeddingTypes")) {
      if (!V2_TYPES.contains(type.asText())) {
        throw AwsError.malformed("#/embeddingTypes: " + type + " is not a valid enum value");
      }
      types.add(type.asText());
    }
    return types.isEmpty() ? List.of("float") : types;
  }

  @Override
  public List<String> texts() {
    return List.of(text);
  }

  @Override
  public ObjectNode reply() {
    float[] vector = HashedEmbedding.counts(text, dimensions);
    float[] given = normalised ? HashedEmbedding.normalised(vector) : vector;
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    if (!types.equals(List.of("binary"))) {
      ArrayNode floats = reply.putArray("embedding");
      for (float value : given) {
        floats.add(value);
      }
    }
    reply.put("inputTextTokenCount", tokens());
    if (!types.isEmpty()) {
      ObjectNode byType = reply.putObject("embeddingsByType");
      for (String type : types) {
        ArrayNode values = byType.putArray(type);
        for (float value : given) {
          if (type.equals("float")) {
            values.add(value);
          } else {
            values.add(value > 0 ? 1 : 0);
          }
        }
      }
    }
    return reply;
  }
}
