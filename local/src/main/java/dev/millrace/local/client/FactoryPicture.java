package dev.millrace.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.lifecycle.RunBoard;
import dev.millrace.local.domain.CostReport;
import dev.millrace.local.domain.CostSelection;
import dev.millrace.local.domain.NewestFigures;
import dev.millrace.platform.budgets.domain.PresentBudgets.Present;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.QualityMetric;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.metrics.Alarm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How a factory stands, in one JSON object; docs/operations.md describes it.
 *
 * <p><i>Shape</i>: jobs, topics and groups as {@code GET /v1/status} shows them; the rest out of
 * the topics, which are read anew each time.
 */
public final class FactoryPicture {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Duration LATELY = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** Figures of windows that are shown, of those that are no feature's. */
  private static final Set<String> SHOWN =
      Set.of("drifted", "accuracy", "macroF1", "rating", "judgeRating");

  private static final Set<ModelState> SERVING = Set.of(ModelState.CHAMPION, ModelState.CANARY);

  private final RunningFactory factory;
  private final GatewayClient gateway;
  private final InstantSource clock;

  public FactoryPicture(RunningFactory factory, InstantSource clock) {
    this.factory = factory;
    this.gateway = new GatewayClient(factory);
    this.clock = clock;
  }

  /** Looks once. */
  public ObjectNode look() throws IOException, InterruptedException {
    Instant now = clock.instant();
    JsonNode status = gateway.json("/v1/status");
    ObjectNode picture = JSON.objectNode();
    picture.set("at", status.path("at"));
    picture.set("problem", status.path("problem"));
    picture.set("jobs", status.path("jobs"));
    picture.set("topics", status.path("topics"));
    picture.set("groups", status.path("groups"));
    picture.set("lagsLeftOut", status.path("lagsLeftOut"));
    picture.set("calls", ModelCalls.of(gateway.text("/metrics")));
    picture.set("cost", cost(now));
    picture.set("budgets", budgets());
    picture.set("quality", quality(now));
    picture.set("models", models());
    picture.set("runs", runs());
    picture.put("deadLettersLastHour", deadLetters(now));
    picture.set("alerts", alerts());
    return picture;
  }

  private ObjectNode cost(Instant now) {
    Instant today = now.truncatedTo(ChronoUnit.DAYS);
    CostReport report =
        new CostReport(
            new CostSelection(
                CostWindow.DAY, today, now.plus(DAY), Optional.empty(), Optional.empty()));
    factory
        .topics()
        .readFrom(
            Topics.COST_METRICS,
            factory.topics().since(Topics.COST_METRICS, today),
            record -> report.take(record.value()));
    CostReport.Row total = report.total();
    return JSON.objectNode()
        .put("since", today.toString())
        .put("cost", total.cost().toPlainString())
        .put("wasted", total.wasted().toPlainString())
        .put("calls", total.calls())
        .put("unpricedCalls", total.unpriced())
        .put("currency", "USD");
  }

  private ArrayNode budgets() {
    ArrayNode budgets = JSON.arrayNode();
    // Those that nobody keeps are told of by `budgets`.
    List<Present> present = new BudgetStandings(factory, clock).budgets((name, unusable) -> {});
    for (Present one : present) {
      budgets
          .addObject()
          .put("name", one.budget().name())
          .put("tenant", one.status().getTenant())
          .put("window", one.status().getWindow())
          .put("limit", one.status().getLimit().toPlainString())
          .put("spent", one.status().getSpent().toPlainString())
          .put("share", one.status().getShare().toPlainString())
          .put("outlook", one.status().getForecast().getOutlook().name());
    }
    return budgets;
  }

  /** The newest window of each figure of each version, of those of a day. */
  private ArrayNode quality(Instant now) {
    NewestFigures figures = new NewestFigures();
    factory
        .topics()
        .readFrom(
            Topics.QUALITY_METRICS,
            factory.topics().since(Topics.QUALITY_METRICS, now.minus(DAY)),
            record -> figures.add(record.value()));
    Map<String, QualityMetric> newest = new TreeMap<>();
    for (QualityMetric metric : figures.all()) {
      if (metric.getFeature() == null
          && metric.getSegment() == null
          && metric.getValue() != null
          && SHOWN.contains(metric.getName())) {
        // They come by window, so the last of each is the newest.
        newest.put(
            metric.getPipeline() + " " + metric.getModelVersion() + " " + metric.getName(), metric);
      }
    }
    ArrayNode quality = JSON.arrayNode();
    newest
        .values()
        .forEach(
            metric ->
                quality
                    .addObject()
                    .put("pipeline", metric.getPipeline())
                    .put("version", metric.getModelVersion())
                    .put("name", metric.getName())
                    .put("value", metric.getValue())
                    .put("target", metric.getTarget())
                    .put("coverage", metric.getLabelCoverage())
                    .put("verdict", metric.getVerdict().name())
                    .put("windowEnd", metric.getWindowEnd().toString()));
    return quality;
  }

  private ArrayNode models() {
    ArrayNode models = JSON.arrayNode();
    for (ModelVersion version : new VersionBoard(factory, clock).versions()) {
      if (SERVING.contains(version.getState())) {
        models
            .addObject()
            .put("pipeline", version.getPipeline())
            .put("version", version.getVersion())
            .put("state", version.getState().name())
            .put("share", version.getShare())
            .put("modelId", version.getModelId());
      }
    }
    return models;
  }

  private ArrayNode runs() {
    ArrayNode runs = JSON.arrayNode();
    new RunBoard(factory.kafka(), factory.registry(), clock)
        .runs()
        .forEach(
            run ->
                runs.addObject()
                    .put("pipeline", run.getPipeline())
                    .put("number", run.getNumber())
                    .put("state", run.getState().name())
                    .put("since", run.getSince().toString())
                    .put("waiting", run.getWaiting())
                    .put("reason", run.getReason()));
    return runs;
  }

  private long deadLetters(Instant now) {
    AtomicLong count = new AtomicLong();
    factory
        .topics()
        .readRawFrom(
            Topics.DEAD_LETTERS,
            factory.topics().since(Topics.DEAD_LETTERS, now.minus(LATELY)),
            record -> count.incrementAndGet());
    return count.get();
  }

  private ArrayNode alerts() {
    ArrayNode alerts = JSON.arrayNode();
    for (Alert alert : new AlertLog(factory).alerts()) {
      if (alert.getState() == AlertState.OPEN) {
        alerts.add(RecordJson.of(alert).put("runbook", Alarm.runbook(alert)));
      }
    }
    return alerts;
  }
}
