package dev.millrace.inference;

import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.function.ToDoubleFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Has Flink ask the desk how each model stands, under the names of the catalogue.
 *
 * <p><i>Source</i>: Managed Service for Apache Flink tells CloudWatch of metrics in a group with
 * that name, and of no others ("Use custom metrics with Amazon Managed Service for Apache Flink").
 */
final class StageMeters {

  private static final String TOLD_TO_CLOUDWATCH = "KinesisAnalytics";

  private StageMeters() {}

  /** From now on, of each model that is asked for. */
  static void open(MetricGroup stage, CallDesk desk) {
    MetricGroup told = stage.addGroup(TOLD_TO_CLOUDWATCH);
    told.gauge(Metric.ANSWERS_UNWRITTEN.cloudWatchName(), (Gauge<Double>) desk.unwritten()::calls);
    desk.tellOfModels(
        model -> {
          MetricGroup group = told.addGroup(Dimension.MODEL.cloudWatchName(), model);
          put(group, Metric.CALLS_IN_FLIGHT, desk, model, ModelStanding::underWay);
          put(group, Metric.CALLS_WAITING, desk, model, ModelStanding::waiting);
          put(group, Metric.CALLS_THROTTLED, desk, model, ModelStanding::throttled);
          put(group, Metric.QUOTA_USED, desk, model, ModelStanding::quotaUsed);
          put(group, Metric.TOKEN_LAG, desk, model, ModelStanding::tokenLagSeconds);
        });
  }

  private static void put(
      MetricGroup group,
      Metric metric,
      CallDesk desk,
      String model,
      ToDoubleFunction<ModelStanding> figure) {
    group.gauge(
        metric.cloudWatchName(), (Gauge<Double>) () -> figure.applyAsDouble(desk.standing(model)));
  }
}
