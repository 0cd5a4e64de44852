// What could not go on, and how it comes back.

import { get, post } from "../api.js";
import { badge, field, h, note, section, select, setText, Table } from "../dom.js";
import { count, counted, NONE, time, words } from "../format.js";

export const title = "Dead letters";
export const roles = ["OPERATE", "CONSUME"];

const SHOWN = 200;

export function open(view, { live, attempt, may }) {
  const chosen = new Set();
  const filter = { pipeline: "", cause: "", stage: "" };
  // How far the plan that is shown looked: what came later is not in it.
  let planned = null;
  // Counts what was chosen: a plan that comes when something else is chosen is none of it.
  let choice = 0;
  const waiting = note("Asking what was set aside.");
  const told = h("p", { role: "status" });
  const pipelines = select([["", "all"]], "", (one) => narrow("pipeline", one));
  const causes = select([["", "all"]], "", (one) => narrow("cause", one));
  const stages = select([["", "all"], ["INGESTION", "ingestion"], ["INFERENCE", "inference"]], "",
    (one) => narrow("stage", one));
  const table = new Table({
    caption: "Newest first, without the content of the events",
    key: (letter) => letter.id,
    empty: "Nothing was set aside, of what is asked for.",
    columns: [
      { title: "Letter", cell: (letter, cell) => pick(letter, cell) },
      { title: "Set aside", cell: (letter) => time(letter.failedAt) },
      { title: "Pipeline", cell: (letter) => letter.pipeline ?? NONE },
      { title: "Cause", cell: (letter) => words(letter.cause) },
      { title: "What to do", cell: (letter) => letter.detail },
      { title: "Stage", cell: (letter) => words(letter.stage) },
      { title: "Replayed", cell: (letter, cell) => replayed(letter, cell) },
    ],
  });
  const again = h("input", { type: "checkbox" });
  const dry = h("button", { type: "button", class: "primary", onclick: () => replay(true) },
    "See what a replay would do");
  const real = h("button", { type: "button", onclick: () => replay(false), hidden: true });
  const outcome = h("div", { role: "status" });
  const panel = section("Replay",
    h("p", { class: "quiet" },
      "Brings the original records to raw-events once more, under the spec that is in force now. Those"
      + " chosen in the table are meant, or else all that the filter takes. Each replay is in the audit log."),
    h("div", { class: "tools" },
      h("label", { class: "check" }, again, "those too that failed again"), dry, real),
    outcome);
  view.append(
    waiting,
    h("div", { class: "tools" }, field("Pipeline", pipelines), field("Cause", causes), field("Stage", stages)),
    may("OPERATE") ? panel : note("A key with the role OPERATE may replay them."),
    told, table.element);

  const turns = live.whenever(["dead-letters", "audit-log"], attempt, async () => {
    const [{ letters, count: all }, known] = await Promise.all([
      get("/v1/dead-letters", { ...filter, limit: SHOWN }),
      get("/v1/pipelines"),
    ]);
    waiting.remove();
    options(pipelines, known.pipelines.map((one) => one.pipeline), (one) => one);
    options(causes, letters.map((letter) => letter.cause), words);
    setText(told, all > SHOWN
      ? `${counted(all, "letter")}, the newest ${SHOWN} of them shown.`
      : `${counted(all, "letter")}.`);
    table.show(letters);
  });

  function narrow(name, value) {
    filter[name] = value;
    chosen.clear();
    forgetPlan();
    turns.now();
  }

  function pick(letter, cell) {
    if (!may("OPERATE")) {
      return letter.id;
    }
    if (!cell.firstChild) {
      const box = h("input", {
        type: "checkbox",
        onchange: () => {
          if (box.checked) {
            chosen.add(letter.id);
          } else {
            chosen.delete(letter.id);
          }
          forgetPlan();
        },
      });
      return h("label", { class: "check id" }, box, letter.id);
    }
    cell.querySelector("input").checked = chosen.has(letter.id);
    return undefined;
  }

  again.addEventListener("change", forgetPlan);

  /** What was planned for others is not offered for these. */
  function forgetPlan() {
    choice += 1;
    planned = null;
    real.hidden = true;
    outcome.replaceChildren();
  }

  async function replay(dryRun) {
    const order = { again: again.checked, dryRun };
    if (chosen.size > 0) {
      order.ids = [...chosen];
    }
    for (const [name, value] of Object.entries(filter)) {
      if (value) {
        order[name] = value;
      }
    }
    if (!dryRun && planned) {
      order.upTo = planned;
    }
    const asked = choice;
    dry.disabled = real.disabled = true;
    outcome.replaceChildren(note(dryRun ? "Planning." : "Replaying."));
    const result = await attempt(() => post("/v1/dead-letters/replay", order));
    dry.disabled = real.disabled = false;
    if (!result || (dryRun && asked !== choice)) {
      outcome.replaceChildren();
      return;
    }
    const left = Object.entries(result.skipped);
    outcome.replaceChildren(
      h("p", {}, dryRun
        ? `${counted(result.matched, "letter")} meant, ${count(result.replayable)} would be replayed.`
        : `${count(result.replayed)} of ${counted(result.matched, "letter")} replayed.`),
      left.length === 0 ? "" : h("ul", {}, left.map(([reason, number]) =>
        h("li", {}, `${count(number)} left out: ${result.reasons[reason]}`))));
    planned = dryRun ? result.upTo : null;
    real.hidden = !dryRun || result.replayable === 0;
    setText(real, `Replay ${count(result.replayable)}`);
    if (!dryRun) {
      chosen.clear();
      turns.now();
    }
  }

  return () => turns.stop();
}

/** Adds what is not offered yet; what is chosen stays. */
function options(element, names, text) {
  const known = new Set([...element.options].map((option) => option.value));
  for (const name of [...new Set(names)].sort()) {
    if (!known.has(name)) {
      element.append(h("option", { value: name }, text(name)));
    }
  }
}

function replayed(letter, cell) {
  const text = letter.replayedAt
    ? `${time(letter.replayedAt)} by ${letter.replayedBy}`
    : letter.replayOf ? "failed again" : "no";
  if (text !== "failed again") {
    return text;
  }
  return cell.textContent === text ? undefined : badge("warn", text);
}
