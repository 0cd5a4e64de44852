// How good answers are, and what changed: windows against their reference.

import { get } from "../api.js";
import { LineChart } from "../chart.js";
import { badge, h, keep, note, section, setText, Table } from "../dom.js";
import { count, figure, percent, span, time, words } from "../format.js";
import { withPipeline } from "./pipelines.js";

export const title = "Quality and drift";
export const roles = ["OPERATE", "CONSUME"];

const HOURS = 24;
const MOST = 10000;
const KIND = { STABLE: "good", DRIFTED: "bad", NOT_ENOUGH_DATA: "wait" };
const JUDGED = ["accuracy", "macroF1", "rating", "brier", "ece", "judgeRating", "judgeConsistency", "judgeAgreement"];

export function open(view, context) {
  return withPipeline(view, "quality", context, (inner, pipeline) => windows(inner, pipeline, context));
}

function windows(view, pipeline, { live, attempt }) {
  const waiting = note("Asking for the windows of the last day.");
  const none = note(
    "No window is closed yet, or this tenant does not use the pipeline alone. Pipelines are watched"
    + " that declare drift, retraining or quality.");
  none.hidden = true;
  const chart = new LineChart({
    title: "Accuracy of judged answers, by window",
    lines: [
      { name: "Accuracy", colour: "line-1" },
      { name: "Target", colour: "line-3" },
    ],
    text: (share) => percent(share, 0),
    range: [0, 1],
    empty: "No answer of the last day is judged yet: feedback does that.",
  });
  const figures = new Table({
    caption: "Judged answers, newest window",
    key: (metric) => metric.name + "@" + metric.modelVersion + "@" + metric.segment,
    empty: "No judged answers.",
    columns: [
      { title: "Figure", cell: (metric) => words(spaced(metric.name)) + ofGroup(metric) },
      { title: "Value", number: true, cell: (metric) => figure(metric.value) },
      { title: "Target", number: true, cell: (metric) => figure(metric.target) },
      { title: "Judged", number: true, cell: (metric) => count(metric.currentCount) },
      { title: "Coverage", number: true, cell: (metric) => percent(metric.labelCoverage) },
      { title: "Labels after", number: true, cell: (metric) =>
        span(metric.labelDelayMillis === null ? null : metric.labelDelayMillis / 1000) },
      { title: "Verdict", cell: (metric, cell) => verdict(metric, cell) },
    ],
  });
  const features = new Table({
    caption: "Features, newest window",
    key: (metric) => metric.feature + "@" + metric.modelVersion + "@" + metric.segment,
    empty: "No feature is compared yet: the first windows of a version are its reference.",
    columns: [
      { title: "Feature", cell: (metric) => metric.feature + ofGroup(metric) },
      { title: "Change", number: true, cell: (metric) => figure(metric.value) },
      { title: "Measured by", cell: (metric) => words(spaced(metric.name)) },
      { title: "p, corrected", number: true, cell: (metric) => figure(metric.adjustedPValue) },
      { title: "Reference", number: true, cell: (metric) => count(metric.referenceCount) },
      { title: "Window", number: true, cell: (metric) => count(metric.currentCount) },
      { title: "Verdict", cell: (metric, cell) => verdict(metric, cell) },
    ],
  });
  const said = h("p");
  const pairs = h("div", { class: "pairs" });
  const noPairs = note("Nothing is compared yet.");
  const sheet = h("div", {},
    said,
    section("Quality", chart.element, figures.element),
    section("Drift", features.element),
    section("Distributions side by side",
      h("p", { class: "quiet" },
        "Of each feature, the cells whose share changed most, reference and window."),
      noPairs, pairs));
  sheet.hidden = true;
  view.append(waiting, none, sheet);

  const turns = live.whenever(["quality-metrics"], attempt, async () => {
    const from = new Date(Date.now() - HOURS * 3600 * 1000).toISOString();
    const { figures: all } = await get("/v1/drift", { pipeline, from, limit: MOST });
    waiting.remove();
    none.hidden = all.length > 0;
    sheet.hidden = all.length === 0;
    show(all);
  });

  function show(all) {
    const accuracy = all.filter((metric) => metric.name === "accuracy" && metric.segment === null);
    const byStart = new Map();
    for (const metric of accuracy) {
      byStart.set(Date.parse(metric.windowStart) / 1000, metric);
    }
    const starts = [...byStart.keys()].sort((one, other) => one - other);
    chart.show(starts, [
      starts.map((start) => byStart.get(start).value),
      starts.map((start) => byStart.get(start).target),
    ]);
    figures.show(newest(all.filter((metric) => JUDGED.includes(metric.name))));
    const compared = newest(all.filter((metric) => metric.feature !== null));
    features.show(compared);
    const whole = newest(all.filter((metric) => metric.name === "drifted")).at(-1);
    setText(said, whole
      ? `Window ${time(whole.windowStart)} to ${time(whole.windowEnd)}: `
        + (whole.value ? `${count(whole.value)} drifted, ${whole.explains.join(", ")}.`
          : whole.verdict === "STABLE" ? "nothing drifted." : "not enough data to say.")
      : "");
    const shown = compared.filter((metric) => (metric.changes ?? []).length > 0);
    noPairs.hidden = shown.length > 0;
    keep(pairs, shown, (metric) => metric.feature + "@" + metric.modelVersion + "@" + metric.segment,
      (metric) => pairTable(metric), (table, metric) => fillPairs(table, metric));
  }

  return () => {
    turns.stop();
    chart.close();
  };
}

/** Of each kind, the record of its newest window. */
function newest(metrics) {
  const kinds = new Map();
  for (const metric of metrics) {
    const kind = [metric.name, metric.feature, metric.modelVersion, metric.segment].join("\n");
    const known = kinds.get(kind);
    if (!known || metric.windowStart >= known.windowStart) {
      kinds.set(kind, metric);
    }
  }
  const last = [...kinds.values()].reduce(
    (latest, metric) => (metric.windowStart > latest ? metric.windowStart : latest), "");
  return [...kinds.values()].filter((metric) => metric.windowStart === last);
}

function ofGroup(metric) {
  const version = metric.modelVersion === null ? "all" : metric.modelVersion === 0 ? "fallbacks" : "v" + metric.modelVersion;
  return ` (${version}${metric.segment ? ", " + metric.segment : ""})`;
}

function verdict(metric, cell) {
  const text = words(metric.verdict);
  return cell.textContent === text ? undefined : badge(KIND[metric.verdict], text);
}

/** camelCase as two words. */
function spaced(name) {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2");
}

/** A table that is a chart: each share a number with a bar beneath it. */
function pairTable(metric) {
  return h("table", { class: "pair" },
    h("caption", {}, metric.feature + ofGroup(metric)),
    h("thead", {}, h("tr", {}, ["Cell", "Reference", "Window"].map((name) =>
      h("th", { scope: "col", class: name === "Cell" ? null : "number" }, name)))),
    h("tbody"));
}

function fillPairs(table, metric) {
  keep(table.tBodies[0], metric.changes, (change) => change.cell,
    () => h("tr", {}, h("th", { scope: "row" }), share("reference"), share("window")),
    (row, change) => {
      setText(row.children[0], change.cell);
      fillShare(row.children[1], change.referenceShare);
      fillShare(row.children[2], change.currentShare);
    });
}

function share(kind) {
  return h("td", { class: "number" },
    h("span"), h("meter", { class: kind, min: "0", max: "1", "aria-hidden": "true" }));
}

function fillShare(cell, value) {
  setText(cell.children[0], percent(value));
  cell.children[1].value = value;
}
