package dev.millrace.bedrock.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * How well a model fits, in mean cross-entropy.
 *
 * @param training in nats, of the examples it was trained with
 * @param validation in nats, of each set of the validation data
 */
public record TrainingMetrics(double training, List<Double> validation) {

  public TrainingMetrics {
    validation = List.copyOf(validation);
  }

  /** Puts them where the service model has them. */
  public void on(ObjectNode json) {
    json.putObject("trainingMetrics").put("trainingLoss", (float) training);
    ArrayNode sets = json.putArray("validationMetrics");
    validation.forEach(loss -> sets.addObject().put("validationLoss", (float) (double) loss));
  }

  /** For the disk. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("training", training);
    ArrayNode sets = json.putArray("validation");
    validation.forEach(sets::add);
    return json;
  }

  /** Reads them back from the disk. */
  static TrainingMetrics of(JsonNode json) {
    List<Double> validation = new ArrayList<>();
    json.path("validation").forEach(loss -> validation.add(loss.asDouble()));
    return new TrainingMetrics(json.path("training").asDouble(), validation);
  }
}
