package dev.millrace.schemas.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dashboard, as CloudWatch wants it: every {@link Widget}, two in a row.
 *
 * <p><i>Shape</i>: series are found by search, so that a new tenant or pipeline shows by itself.
 *
 * <p><i>Source</i>: Amazon CloudWatch API reference, "Dashboard body structure and syntax".
 */
public final class Dashboard {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int WIDTH = 12;
  private static final int HEIGHT = 6;
  private static final int IN_A_ROW = 2;

  private Dashboard() {}

  /**
   * The body of a dashboard.
   *
   * @param region whose metrics are shown
   */
  public static ObjectNode body(String region) {
    ObjectNode body = JSON.objectNode().put("start", "-PT6H").put("periodOverride", "inherit");
    ArrayNode widgets = body.putArray("widgets");
    for (Widget widget : Widget.values()) {
      widgets.add(widget(widget, widgets.size(), region));
    }
    return body;
  }

  private static ObjectNode widget(Widget widget, int place, String region) {
    ObjectNode json =
        JSON.objectNode()
            .put("type", "metric")
            .put("x", place % IN_A_ROW * WIDTH)
            .put("y", place / IN_A_ROW * HEIGHT)
            .put("width", WIDTH)
            .put("height", HEIGHT);
    ObjectNode properties = json.putObject("properties");
    properties
        .put("title", widget.title())
        .put("region", region)
        .put("view", "timeSeries")
        .put("stat", widget.statistic().cloudWatchName())
        .put("period", widget.period().toSeconds());
    ArrayNode metrics = properties.putArray("metrics");
    for (Metric metric : widget.metrics()) {
      metrics.add(JSON.arrayNode().add(series(metric, widget.statistic(), widget.period())));
    }
    return json;
  }

  private static ObjectNode series(Metric metric, Statistic statistic, Duration period) {
    return JSON.objectNode()
        .put(
            "expression",
            "SEARCH('Namespace=\""
                + metric.namespace().orElseThrow()
                + "\" MetricName=\""
                + metric.cloudWatchName()
                + "\"', '"
                + statistic.cloudWatchName()
                + "', "
                + period.toSeconds()
                + ")")
        .put("id", metric.key().replace('.', '_'))
        .put("label", metric.cloudWatchName() + labels(metric.dimensions()));
  }

  /** The values of the dimensions, put in by CloudWatch. */
  private static String labels(List<Dimension> dimensions) {
    return dimensions.stream()
        .map(dimension -> " ${PROP('Dim." + dimension.cloudWatchName() + "')}")
        .collect(Collectors.joining());
  }
}
