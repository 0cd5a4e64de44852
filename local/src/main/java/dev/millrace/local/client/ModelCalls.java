package dev.millrace.local.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the calls of each model stand, out of what {@code GET /metrics} shows. */
final class ModelCalls {

  /** By the field that shows it. */
  private static final Map<String, Metric> FIELDS = new LinkedHashMap<>();

  static {
    FIELDS.put("inFlight", Metric.CALLS_IN_FLIGHT);
    FIELDS.put("waiting", Metric.CALLS_WAITING);
    FIELDS.put("throttled", Metric.CALLS_THROTTLED);
    FIELDS.put("quotaUsed", Metric.QUOTA_USED);
    FIELDS.put("tokenLagSeconds", Metric.TOKEN_LAG);
  }

  private ModelCalls() {}

  /** One for each model, by name. */
  static ArrayNode of(String prometheus) {
    Map<String, Map<String, Double>> models = new TreeMap<>();
    FIELDS.forEach(
        (field, metric) -> {
          Matcher line =
              Pattern.compile(
                      "^"
                          + metric.prometheusName()
                          + "\\{"
                          + Dimension.MODEL.label()
                          + "=\"([^\"]*)\"} (\\S+)$",
                      Pattern.MULTILINE)
                  .matcher(prometheus);
          while (line.find()) {
            models
                .computeIfAbsent(line.group(1), any -> new TreeMap<>())
                .put(field, Double.valueOf(line.group(2)));
          }
        });
    ArrayNode calls = JsonNodeFactory.instance.arrayNode();
    models.forEach(
        (model, values) -> {
          var one = calls.addObject().put("model", model);
          FIELDS.keySet().forEach(field -> one.put(field, values.get(field)));
        });
    return calls;
  }
}
