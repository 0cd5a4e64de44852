// Predictions as they come, and where each comes from.

import { follow, get } from "../api.js";
import { badge, field, h, keep, note, section, select, setAttribute, setText } from "../dom.js";
import { dollars, figure, millis, NONE, place, time, words } from "../format.js";
import { withPipeline } from "./pipelines.js";

export const title = "Predictions";
export const roles = ["CONSUME"];

const SHOWN = 100;
const OUTCOMES = ["ANSWERED", "BLOCKED", "REFUSED", "FAILED"];
const KIND = { ANSWERED: "good", BLOCKED: "warn", REFUSED: "warn", FAILED: "bad" };

export function open(view, context) {
  return withPipeline(view, "predictions", context, (inner, pipeline) =>
    stream(inner, pipeline, context));
}

function stream(view, pipeline, { attempt }) {
  let newest = [];
  let isPaused = false;
  let outcome = "";
  let stop = () => {};
  let drawing = 0;
  const state = h("p", { class: "quiet", role: "status" }, "Connecting.");
  const pause = h("button", { type: "button", "aria-pressed": "false" }, "Pause");
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    setAttribute(pause, "aria-pressed", isPaused);
    setText(pause, isPaused ? "Go on" : "Pause");
    draw();
  });
  const detail = h("div", { class: "detail" });
  const rows = h("tbody");
  const empty = note("None has come yet. New ones appear here by themselves.");
  const table = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Predictions" },
    h("table", {},
      h("caption", {}, `The newest ${SHOWN}, newest first`),
      h("thead", {}, h("tr", {},
        ["Completed", "Outcome", "Answer", "Event", "Model", "Took", "Cost"].map((name, index) =>
          h("th", { scope: "col", class: index > 4 ? "number" : null }, name)))),
      rows));
  const sought = h("input", { type: "search", name: "request", spellcheck: "false", autocomplete: "off" });
  const seek = h("form", {
    class: "inline",
    onsubmit: (event) => {
      event.preventDefault();
      const id = sought.value.trim();
      if (id) {
        void attempt(async () => {
          showDetail(detail, await get("/v1/predictions/" + encodeURIComponent(id)));
        });
      }
    },
  }, field("Request id", sought), h("button", { type: "submit" }, "Look up"));
  view.append(
    h("div", { class: "tools" },
      field("Outcome", select(
        [["", "all"], ...OUTCOMES.map((one) => [one, words(one)])], "",
        (one) => {
          outcome = one;
          begin();
        })),
      pause, seek),
    state, detail, empty, table);
  begin();

  function begin() {
    stop();
    newest = [];
    draw();
    stop = follow(
      `/v1/pipelines/${encodeURIComponent(pipeline)}/predictions`,
      { from: "recent", outcome },
      (name, prediction) => {
        newest.unshift(prediction);
        newest.length = Math.min(newest.length, SHOWN);
        drawSoon();
      },
      (now) => setText(state, now === "live" ? "Live." : now.message + " Trying again."));
  }

  /** However many come between two frames, the page is changed once. */
  function drawSoon() {
    drawing ||= requestAnimationFrame(() => {
      drawing = 0;
      draw();
    });
  }

  function draw() {
    if (isPaused) {
      return;
    }
    empty.hidden = newest.length > 0;
    table.hidden = newest.length === 0;
    keep(rows, newest, (one) => one.requestId, (one) => row(one, detail), () => {});
  }

  return () => {
    stop();
    cancelAnimationFrame(drawing);
  };
}

function row(one, detail) {
  return h("tr", {},
    h("th", { scope: "row" },
      h("button", {
        type: "button", class: "link", "aria-label": `Lineage of the event ${one.eventId}`,
        onclick: () => {
          showDetail(detail, one);
          detail.querySelector("h2").focus();
        },
      }, time(one.completedAt))),
    h("td", {}, badge(KIND[one.outcome], words(one.outcome))),
    h("td", { class: "answer" }, answer(one)),
    h("td", { class: "id" }, one.eventId),
    h("td", {}, model(one)),
    h("td", { class: "number" }, millis(one.latencies.totalMillis)),
    h("td", { class: "number" }, dollars(one.cost)));
}

function answer(one) {
  if (one.outcome !== "ANSWERED") {
    return words(one.cause);
  }
  if (one.vector) {
    return `${one.vector.length} dimensions`;
  }
  const said = one.label ?? one.text ?? NONE;
  return one.confidence === null ? said : `${said} (${figure(one.confidence)})`;
}

function model(one) {
  if (one.modelVersion === null) {
    return NONE;
  }
  return one.modelVersion === 0 ? "fallback" : `version ${one.modelVersion}`;
}

/** The way back: from the prediction to the record that it was made of. */
function showDetail(detail, one) {
  const trace = one.traceparent?.split("-")[1];
  const steps = [
    one.source && ["Own topic", place(one.source)],
    ["Raw event", place(one.origin)],
    ["Spec", one.specRevision === null ? NONE : `revision ${one.specRevision}, prompt ${one.promptRevision}`],
    ["Model", [model(one), one.route && words(one.route), one.modelId].filter(Boolean).join(", ")],
    ["Outcome", `${words(one.outcome)}${one.detail ? ": " + one.detail : ""}`],
  ].filter(Boolean);
  detail.replaceChildren(
    h("section", { "aria-labelledby": "lineage" },
      h("div", { class: "head" },
        h("h2", { id: "lineage", tabindex: "-1" }, `Lineage of ${one.eventId}`),
        h("button", { type: "button", onclick: () => detail.replaceChildren() }, "Close")),
      h("ol", { class: "lineage" }, steps.map(([name, text]) =>
        h("li", {}, h("span", { class: "quiet" }, name), h("span", { class: "id" }, text)))),
      h("dl", { class: "facts" },
        fact("Request", one.requestId),
        fact("Trace", trace ?? "none is told: telemetry is off"),
        fact("Answer", answer(one)),
        fact("Happened", time(one.occurredAt)),
        fact("Received", time(one.receivedAt)),
        fact("Waited", millis(one.latencies.waitMillis)),
        fact("In calls", millis(one.latencies.callMillis)),
        fact("Lane", words(one.lane)),
        one.cachedFrom && fact("Said before, to", one.cachedFrom)),
      section("Calls",
        one.attempts.length === 0
          ? note("No call was made.")
          : h("ol", { class: "calls" }, one.attempts.map((call) =>
            h("li", {},
              `${words(call.result)} by ${call.modelId} in ${millis(call.latencyMillis)}, `
              + `${call.usage ? call.usage.inputTokens + " tokens in, " + call.usage.outputTokens + " out" : "usage unknown"}, `
              + `${call.cost === null ? "unpriced" : dollars(call.cost)}`
              + (call.records > 1 ? `, shared by ${call.records} requests` : "")))))));
}

function fact(name, text) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, text));
}
