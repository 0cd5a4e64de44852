package dev.millrace.inference;

import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.function.ToDoubleFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Has Flink ask the desk how each model stands, under the names of the catalogue. */
final class StageMeters {

  private StageMeters() {}

  /** From now on, of each model that is asked for. */
  static void open(MetricGroup stage, CallDesk desk) {
    desk.tellOfModels(
        model -> {
          MetricGroup group = stage.addGroup(Dimension.MODEL.label(), model);
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
    group.gauge(metric.key(), (Gauge<Double>) () -> figure.applyAsDouble(desk.standing(model)));
  }
}
