// The way of the data: topics as channels, jobs as what stands between them.

import { LineChart } from "../chart.js";
import { badge, h, keep, note, section, setAttribute, setText, Table } from "../dom.js";
import { count, rate, time, words } from "../format.js";

export const title = "Flow";
export const roles = ["OPERATE"];

/** Reaches of the way: topics in plain words, jobs with the groups by which they read. */
const REACHES = [
  ["Answer", [
    { topic: "raw-events" },
    { job: "ingestion", group: "millrace-ingestion" },
    { topic: "inference-requests" },
    { job: "inference-stream", group: "millrace-inference" },
    { topic: "predictions" },
  ]],
  ["Set aside", [{ topic: "dead-letters" }]],
  ["Spend", [
    { job: "cost-aggregator", group: "millrace-cost-aggregator-v2" },
    { topic: "cost-metrics" },
    { topic: "budget-status" },
    { topic: "alerts" },
  ]],
  ["Watch", [
    { topic: "feedback" },
    { job: "drift-detector", group: "millrace-drift" },
    { topic: "quality-metrics" },
    { topic: "retraining-events" },
  ]],
  ["Improve", [
    { job: "model-lifecycle", group: "millrace-model-lifecycle" },
    { topic: "model-runs" },
    { topic: "model-versions" },
  ]],
  ["Tell", [
    { job: "metrics-publisher", group: "millrace-metrics-publisher" },
    { topic: "published-windows" },
  ]],
];

const LINES = [
  { name: "raw-events", colour: "line-1" },
  { name: "inference-requests", colour: "line-2" },
  { name: "predictions", colour: "line-3" },
];

const GOOD = { RUNNING: "good", STARTING: "wait", IMPAIRED: "warn", FAILED: "bad" };

/** Widths of a channel, from a trickle to a torrent: one more for each tenfold. */
const WIDEST = 6;

export function open(view, { live }) {
  const problem = note("", "error");
  problem.hidden = true;
  const waiting = note("Waiting for the first look at the factory.");
  const nodes = new Map();
  const way = h("div", { class: "way" }, REACHES.map(([name, reach]) =>
    h("section", { class: "reach", "aria-label": name },
      h("h2", {}, name),
      h("ol", {}, reach.map((what) => {
        const node = what.topic ? channel(what.topic) : mill(what.job);
        nodes.set(what.topic ?? what.job, { ...what, ...node });
        return node.element;
      })))));
  const chart = new LineChart({
    title: "Offsets written a second",
    lines: LINES,
    text: rate,
    empty: "The first figures come within some seconds.",
  });
  const topics = new Table({
    caption: "Topics",
    key: (topic) => topic.name,
    empty: "No topic is known yet.",
    columns: [
      { title: "Topic", cell: (topic) => topic.name },
      { title: "A second", number: true, cell: (topic) => rate(topic.perSecond) },
      { title: "Written", number: true, cell: (topic) => count(topic.end) },
      { title: "Partitions", number: true, cell: (topic) => count(topic.partitions) },
    ],
  });
  const groups = new Table({
    caption: "Consumer groups",
    key: (group) => group.name,
    empty: "No group has committed yet.",
    columns: [
      { title: "Group", cell: (group) => group.name },
      { title: "Lag", number: true, cell: (group) => count(group.lag) },
      {
        title: "Of that",
        cell: (group) =>
          group.topics.filter((one) => one.lag > 0)
            .map((one) => `${one.topic} ${count(one.lag)}`).join(", ") || "up to date",
      },
    ],
  });
  const jobs = h("ul", { class: "jobs" });
  const asOf = h("p", { class: "quiet" });
  view.append(
    problem, waiting, way,
    section("Throughput", chart.element,
      h("p", { class: "quiet" },
        "Offsets, not records: marks that end transactions take some too, a few a second in",
        " topics that are written exactly once.")),
    section("Jobs of this process", jobs),
    section("Topics and groups", topics.element, groups.element,
      h("p", { class: "quiet" },
        "Lag: offsets that a group has not committed yet. Marks of transactions count too, so a",
        " few that stay are no backlog."),
      asOf));

  const stop = live.listen((status) => {
    waiting.hidden = true;
    problem.hidden = !status.problem;
    setText(problem, status.problem ?? "");
    const byTopic = new Map(status.topics.map((topic) => [topic.name, topic]));
    const byGroup = new Map(status.groups.map((group) => [group.name, group]));
    const byJob = new Map(status.jobs.map((job) => [job.name, job]));
    nodes.forEach((node) => {
      if (node.topic) {
        node.show(byTopic.get(node.topic));
      } else {
        node.show(byJob.get(node.job), byGroup.get(node.group));
      }
    });
    keep(jobs, status.jobs, (job) => job.name,
      () => h("li", {}, h("span"), h("span", { class: "name" }), h("span", { class: "quiet" })),
      (item, job) => {
        const [state, name, reason] = item.children;
        setAttribute(state, "class", "badge " + GOOD[job.state]);
        setText(state, words(job.state));
        setText(name, job.name);
        setText(reason, job.reason ?? "");
      });
    topics.show(status.topics);
    groups.show(status.groups);
    setText(asOf, status.at ? `As of ${time(status.at)}, over the last ten seconds.` : "");
    chart.show(
      live.history.map((look) => look.at),
      LINES.map((line) => live.history.map((look) => look.rates[line.name] ?? null)));
  });
  return () => {
    stop();
    chart.close();
  };
}

function channel(name) {
  const figure = h("span", { class: "figure" });
  const written = h("span", { class: "quiet" });
  const water = h("span", { class: "water", "aria-hidden": "true" });
  const element = h("li", { class: "channel" }, h("span", { class: "name" }, name), water, figure, written);
  return {
    element,
    show: (topic) => {
      setText(figure, rate(topic?.perSecond));
      setText(written, topic ? `${count(topic.end)} written` : "not there");
      setAttribute(water, "data-width", width(topic?.perSecond ?? 0));
    },
  };
}

function mill(name) {
  const state = badge("wait", "unknown");
  const lag = h("span", { class: "quiet" });
  const element = h("li", { class: "mill" }, h("span", { class: "name" }, name), state, lag);
  return {
    element,
    show: (job, group) => {
      setAttribute(state, "class", "badge " + (job ? GOOD[job.state] : "wait"));
      setText(state, job ? words(job.state) : "elsewhere");
      setText(lag, group ? `lag ${count(group.lag)}` : "no group yet");
    },
  };
}

function width(perSecond) {
  return perSecond <= 0 ? 0 : Math.min(WIDEST, 1 + Math.max(0, Math.ceil(Math.log10(perSecond))));
}
