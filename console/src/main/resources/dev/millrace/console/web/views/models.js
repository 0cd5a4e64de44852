// Versions of models, the canary, and what happened on the way to them.

import { get, post } from "../api.js";
import { badge, h, keep, note, section, setAttribute, setText, Table } from "../dom.js";
import { figure, NONE, percent, time, words } from "../format.js";
import { withPipeline } from "./pipelines.js";

export const title = "Models";
export const roles = ["OPERATE", "CONSUME"];

const STAGES = ["DETECTED", "DATASET", "TRAINING", "DEPLOYING", "EVALUATING", "SHADOW", "CANARY", "PROMOTED"];
const OVER = ["PROMOTED", "REJECTED", "ROLLED_BACK", "ABORTED", "FAILED"];
const KIND = { CHAMPION: "good", CANARY: "warn", CANDIDATE: "wait", REJECTED: "bad", RETIRED: "wait" };
const SHOWN = 100;

export function open(view, context) {
  return withPipeline(view, "models", context, (inner, pipeline) => board(inner, pipeline, context));
}

function board(view, pipeline, { live, attempt, may }) {
  const waiting = note("Asking for its models.");
  const none = note(
    "No version is shown: none has been called yet, or other tenants use this pipeline too.");
  const versions = new Table({
    caption: "Versions",
    key: (version) => version.version,
    empty: "",
    columns: [
      { title: "Version", cell: (version) => String(version.version) },
      { title: "State", cell: (version, cell) => {
        const text = words(version.state);
        return cell.textContent === text ? undefined : badge(KIND[version.state], text);
      } },
      { title: "Share", number: true, cell: (version) => percent(version.share, 0) },
      { title: "Accuracy", number: true, cell: (version) => figure(version.evaluation.accuracy) },
      { title: "Changed", cell: (version) => `${time(version.changedAt)} by ${version.changedBy}` },
      { title: "Erased tenants", cell: erased },
      { title: "Why", cell: (version) => version.reason },
      { title: "Model", cell: (version) => version.modelId },
    ],
  });
  const shares = h("ul", { class: "shares", "aria-label": "Shares of the traffic" });
  const noRun = note("No retraining was begun yet.");
  const run = h("div", { class: "run" });
  const orders = h("div", { class: "tools" });
  const told = h("p", { role: "status" });
  const timeline = h("ol", { class: "timeline" });
  const noSteps = note("Nothing has happened yet.");
  const sheet = h("div", {},
    none, shares, versions.element,
    section("Retraining", noRun, run, may("OPERATE") ? orders : null, told),
    section("Timeline", noSteps, timeline));
  sheet.hidden = true;
  view.append(waiting, sheet);

  const turns = live.whenever(
    ["model-versions", "model-runs", "retraining-events"],
    attempt,
    async () => {
      const [{ models, runs }, past] = await Promise.all([
        get("/v1/models", { pipeline }),
        get("/v1/models/history", { pipeline }),
      ]);
      waiting.remove();
      sheet.hidden = false;
      none.hidden = models.length > 0;
      versions.element.hidden = models.length === 0;
      versions.show([...models].reverse());
      keep(shares, serving(models), (one) => one.version, () => h("li"), fillShare);
      noRun.hidden = runs.length > 0;
      showRun(run, runs[0]);
      showOrders(models, runs[0]);
      showPast(past);
    });

  function showOrders(models, now) {
    const isOpen = now && !OVER.includes(now.state);
    const canary = isOpen && now.state === "CANARY" ? now.version : null;
    const champion = models.find((version) => version.state === "CHAMPION")?.version;
    const offers = [
      isOpen && !now.pausedAt && ["pause", "Pause"],
      isOpen && now.pausedAt && ["resume", "Resume"],
      isOpen && now.state === "APPROVAL" && ["approve", "Approve"],
      isOpen && now.version && ["promote", `Promote version ${now.version}`, { version: now.version }],
      isOpen && ["abort", "Abort"],
      canary
        ? ["rollback", `Take canary ${canary} back`, { from: canary }]
        : models.length > 1 && champion && ["rollback", `Roll version ${champion} back`, { from: champion }],
    ].filter(Boolean);
    // A version that is named is meant: another that took its place meanwhile is not.
    keep(orders, offers, ([, text]) => text,
      ([order, , named]) =>
        h("button", { type: "button", onclick: (event) => give({ order, ...named }, event.target) }),
      (button, [, text]) => setText(button, text));
  }

  async function give(order, button) {
    if (!confirm(`${button.textContent}, in pipeline ${pipeline}? It is carried out at once, and is in the audit log.`)) {
      return;
    }
    button.disabled = true;
    setText(told, "");
    await attempt(async () => {
      const done = await post(`/v1/models/${encodeURIComponent(pipeline)}/orders`, order);
      setText(told, `Done: ${done.action}.`);
    });
    button.disabled = false;
    turns.now();
  }

  function showPast({ events, steps }) {
    const all = [
      ...events.map((event) => ({
        at: event.detectedAt, name: "reason: " + words(event.reason), who: "drift-detector",
        detail: event.evidence.slice(0, 3).map((one) =>
          `${one.feature ?? one.name} ${figure(one.value)}, held against ${figure(one.threshold)}`).join("; "),
        key: event.id,
      })),
      ...steps.map((step) => ({
        at: step.at, name: words(step.action.replace(/^model-(run|version)\./, "")), who: step.actor,
        detail: step.subject.includes("/") ? "version " + step.subject.split("/")[1] : "run",
        key: step.at + step.action + step.subject,
      })),
    ].sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, SHOWN);
    noSteps.hidden = all.length > 0;
    keep(timeline, all, (one) => one.key,
      (one) => h("li", {},
        h("time", { datetime: one.at }, time(one.at)),
        h("span", { class: "name" }, one.name),
        h("span", { class: "quiet" }, `${one.detail} · ${one.who}`)),
      () => {});
  }

  return () => turns.stop();
}

/** Tenants that were erased since whose requests it has learned from; what was known of them stays known. */
function erased(version, cell) {
  const marks = [
    version.erasedTenants > 0 && ["bad", String(version.erasedTenants)],
    version.tenantsUnknown && ["warn", "nobody can tell"],
  ].filter(Boolean);
  if (marks.length === 0) {
    return "none";
  }
  const text = marks.map(([, mark]) => mark).join(" ");
  return cell.textContent === text ? undefined
    : h("span", {}, marks.flatMap(([kind, mark], index) => [index > 0 ? " " : null, badge(kind, mark)]));
}

/** Those that answer; a champion has what canaries leave. */
function serving(models) {
  const canaries = models.filter((version) => version.state === "CANARY");
  const left = 1 - canaries.reduce((sum, version) => sum + version.share, 0);
  return [
    ...models.filter((version) => version.state === "CHAMPION").map((one) => ({ ...one, share: left })),
    ...canaries,
  ];
}

function fillShare(item, version) {
  setAttribute(item, "class", version.state.toLowerCase());
  item.style.setProperty("flex-grow", Math.max(version.share, 0.02));
  setText(item, `v${version.version} ${words(version.state)} ${percent(version.share, 0)}`);
}

function showRun(place, run) {
  if (!run) {
    place.replaceChildren();
    return;
  }
  const reached = STAGES.indexOf(run.state);
  const stages = h("ol", { class: "stages" }, STAGES.map((stage, index) =>
    h("li", {
      class: reached > index || run.state === "PROMOTED" ? "done" : reached === index ? "now" : null,
      "aria-current": reached === index ? "step" : null,
    }, words(stage))));
  place.replaceChildren(
    h("p", {},
      `Run ${run.number}, ${words(run.state)} since ${time(run.since)}`
      + (run.attempt > 1 ? `, attempt ${run.attempt}` : "") + ". " + run.reason),
    run.pausedAt ? note(`Paused by ${run.pausedBy} at ${time(run.pausedAt)}.`) : "",
    run.waiting ? note(run.waiting) : "",
    stages,
    h("dl", { class: "facts" },
      fact("Cause", `${words(run.cause.reason)}: ${run.cause.detail}`),
      fact("Held against", `version ${run.champion}`),
      fact("Candidate", run.version === null ? NONE : `version ${run.version}`),
      ...Object.entries(run.evaluation ?? {}).slice(0, 8).map(([name, value]) => fact(name, figure(value)))));
}

function fact(name, text) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, text));
}
