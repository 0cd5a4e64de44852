package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.telemetry.Meters;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Shows what is measured in this process: {@code GET /metrics}.
 *
 * <p><i>Shape</i>: what pipelines and tenants spend, answer and lose is shown of pipelines that the
 * tenant alone uses, as {@link ModelsEndpoint} does; budgets of nobody. How models, groups and jobs
 * stand is shown to all.
 *
 * <p><i>Failure</i>: while it is not known who uses what, nothing is shown of pipelines.
 */
final class MetersEndpoint {

  /** What is split by one of these is somebody's, even where it is told of all together. */
  private static final Set<Dimension> PRIVATE =
      Collections.unmodifiableSet(
          EnumSet.of(Dimension.TENANT, Dimension.PIPELINE, Dimension.BUDGET));

  private final Meters meters;
  private final Supplier<Optional<SoleTenants>> tenants;

  /**
   * Of some meters.
   *
   * @param tenants who uses which pipeline alone; nothing while that is not known
   */
  MetersEndpoint(Meters meters, Supplier<Optional<SoleTenants>> tenants) {
    this.meters = meters;
    this.tenants = tenants;
  }

  CompletionStage<HttpReply> answer(String tenant) {
    return HttpReply.of(200, Meters.MEDIA_TYPE, text(tenant).getBytes(UTF_8)).done();
  }

  String text(String tenant) {
    Optional<SoleTenants> known = tenants.get();
    return meters.prometheus(
        (metric, labels) ->
            isForAll(metric) || known.map(those -> isOf(tenant, labels, those)).orElse(false));
  }

  private static boolean isForAll(Metric metric) {
    return Collections.disjoint(metric.dimensions(), PRIVATE);
  }

  private static boolean isOf(String tenant, Map<Dimension, String> labels, SoleTenants those) {
    String pipeline = labels.get(Dimension.PIPELINE);
    return pipeline != null && those.hasForItself(tenant, pipeline);
  }
}
