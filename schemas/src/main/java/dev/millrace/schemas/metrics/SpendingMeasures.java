package dev.millrace.schemas.metrics;

/** What calls cost, and how much of budgets is left. */
final class SpendingMeasures {

  static final Measure COST_SPENT =
      ofCalls(
          "cost.spent",
          Unit.DOLLARS,
          "Cost of the calls that began in a minute, those that bought nothing included.");

  static final Measure COST_WASTED =
      ofCalls(
          "cost.wasted",
          Unit.DOLLARS,
          "The part of it that bought nothing: retries, invalid answers, overhead, shadows.");

  static final Measure COST_CALLS =
      ofCalls(
          "cost.calls",
          Unit.COUNT,
          "Calls that began in a minute and are paid for; of shared ones, each share.");

  static final Measure COST_UNPRICED_CALLS =
      ofCalls(
          "cost.unpriced.calls",
          Unit.COUNT,
          "Calls without a price, or with unknown usage: not in the cost, and not free.");

  static final Measure COST_INPUT_TOKENS =
      ofCalls(
          "cost.input",
          Unit.TOKENS,
          "Tokens that were read anew; those from or for a prompt cache are not among them.");

  static final Measure COST_OUTPUT_TOKENS =
      ofCalls("cost.output", Unit.TOKENS, "Tokens that were written.");

  static final Measure BUDGET_LEFT =
      Measure.gauge(
          "budget.left",
          Unit.DOLLARS,
          Emitter.METRICS_PUBLISHER,
          "What is left of a budget in its present window; below 0 where more is spent.",
          Dimension.BUDGET,
          Dimension.TENANT);

  static final Measure BUDGET_USED =
      Measure.gauge(
          "budget.used",
          Unit.RATIO,
          Emitter.METRICS_PUBLISHER,
          "Share of a budget that is spent in its present window.",
          Dimension.BUDGET,
          Dimension.TENANT);

  private SpendingMeasures() {}

  private static Measure ofCalls(String name, Unit unit, String meaning) {
    return Measure.counter(
        name,
        unit,
        Emitter.METRICS_PUBLISHER,
        meaning,
        Dimension.TENANT,
        Dimension.PIPELINE,
        Dimension.MODEL,
        Dimension.LANE,
        Dimension.TIER);
  }
}
