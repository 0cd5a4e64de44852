// What calls cost, and how budgets stand.

import { get } from "../api.js";
import { LineChart } from "../chart.js";
import { badge, h, keep, note, section, setAttribute, setText, Table } from "../dom.js";
import { count, dollars, NONE, percent, time, words } from "../format.js";

export const title = "Cost";
export const roles = ["OPERATE", "CONSUME"];

const MINUTES = 60;

export function open(view, { live, attempt }) {
  const waiting = note("Asking what was spent.");
  const noBudgets = note(
    "No budget is this tenant's own, or of a pipeline that it alone uses: a spec declares them, or ./millrace budgets set does.");
  const budgets = h("ul", { class: "budgets" });
  const chart = new LineChart({
    title: "Dollars a minute, last hour",
    lines: [
      { name: "Spent", colour: "line-1" },
      { name: "Of that wasted", colour: "line-4" },
    ],
    text: dollars,
    empty: "No call of the last hour cost anything.",
  });
  const today = new Table({
    caption: "Today (UTC), by pipeline and model",
    key: (row) => row.pipeline + "/" + row.modelId,
    empty: "No call was made today.",
    columns: [
      { title: "Pipeline", cell: (row) => row.pipeline ?? NONE },
      { title: "Model", cell: (row) => row.modelId ?? NONE },
      { title: "Cost", number: true, cell: (row) => dollars(row.cost) },
      { title: "Wasted", number: true, cell: (row) => dollars(row.wasted) },
      { title: "Requests", number: true, cell: (row) => count(row.requests) },
      { title: "Calls", number: true, cell: (row) => count(row.calls) },
      { title: "Tokens in", number: true, cell: (row) => count(row.usage.inputTokens) },
      { title: "Tokens out", number: true, cell: (row) => count(row.usage.outputTokens) },
      { title: "Unpriced", number: true, cell: (row) => count(row.unpricedCalls) },
    ],
  });
  const sheet = h("div", {},
    section("Budgets", noBudgets, budgets),
    section("Spending", chart.element),
    section("Models", today.element));
  sheet.hidden = true;
  view.append(waiting, sheet);

  const turns = live.whenever(["cost-metrics", "budget-status"], attempt, async () => {
    const day = new Date().toISOString().slice(0, 10);
    const [standing, minutes, models] = await Promise.all([
      get("/v1/budgets"),
      get("/v1/costs", { window: "1m", limit: 10000 }),
      get("/v1/costs", { window: "1d", by: "pipeline,model", from: day }),
    ]);
    waiting.remove();
    sheet.hidden = false;
    noBudgets.hidden = standing.budgets.length > 0;
    keep(budgets, standing.budgets, (one) => one.budget + "@" + one.tenant, budget, fillBudget);
    showMinutes(minutes.costs);
    today.show(models.costs);
  });

  function showMinutes(rows) {
    const byStart = new Map();
    for (const row of rows) {
      const start = Date.parse(row.windowStart) / 1000;
      const sum = byStart.get(start) ?? { cost: 0, wasted: 0 };
      byStart.set(start, { cost: sum.cost + Number(row.cost), wasted: sum.wasted + Number(row.wasted) });
    }
    if (byStart.size === 0) {
      chart.show([], [[], []]);
      return;
    }
    // A minute without a row is one in which nothing was spent.
    const last = Math.floor(Date.now() / 60000) * 60;
    const starts = Array.from({ length: MINUTES }, (none, index) => last - 60 * (MINUTES - 1 - index));
    chart.show(starts, [
      starts.map((at) => byStart.get(at)?.cost ?? 0),
      starts.map((at) => byStart.get(at)?.wasted ?? 0),
    ]);
  }

  return () => {
    turns.stop();
    chart.close();
  };
}

function budget() {
  return h("li", {},
    h("h3"),
    h("meter", { min: "0", max: "1", low: "0.8", high: "1", optimum: "0", "aria-hidden": "true" }),
    h("p", { class: "spent" }),
    h("p", { class: "quiet" }),
    h("p", { class: "alerts" }));
}

function fillBudget(item, one) {
  const [name, meter, spent, forecast, alerts] = item.children;
  setText(name, one.budget);
  meter.value = Math.min(1, Number(one.share));
  setAttribute(item, "class", one.exceeded ? "over" : null);
  setText(spent,
    `${dollars(one.spent)} of ${dollars(one.limit)} for ${one.window} (${percent(Number(one.share))}), `
    + `until ${time(one.windowEnd)}; at the limit: ${words(one.action)}${one.dryRun ? " (told only)" : ""}`
    + (one.unpricedCalls > 0 ? `; ${count(one.unpricedCalls)} calls have no price` : ""));
  setText(forecast, outlook(one.forecast));
  const open = one.alerts.join(" ");
  if (alerts.dataset.open !== open) {
    alerts.dataset.open = open;
    alerts.replaceChildren(...one.alerts.map((rule) => badge("bad", rule)));
  }
}

function outlook(forecast) {
  switch (forecast.outlook) {
    case "REACHED":
      return "The limit is reached.";
    case "EXPECTED":
      return `Used up by about ${time(forecast.at)} (${time(forecast.earliest)} to ${forecast.latest ? time(forecast.latest) : "not at all"}).`;
    default:
      return "Not expected to be used up before the window ends.";
  }
}
