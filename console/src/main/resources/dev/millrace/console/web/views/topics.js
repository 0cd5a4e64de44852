// What topics hold, and the schemas of their values.

import { get } from "../api.js";
import { field, h, note, setText } from "../dom.js";
import { count, counted, rate, span } from "../format.js";

export const title = "Topics";
export const roles = ["OPERATE", "CONSUME"];

export function open(view, { live, attempt, rest }) {
  const waiting = note("Asking which topics there are.");
  const list = h("div", { class: "topics" });
  const sought = h("input", { type: "search", name: "topic", spellcheck: "false", oninput: () => narrow() });
  view.append(waiting, h("div", { class: "tools" }, field("Find", sought)), list);
  const standing = new Map();
  let stop = () => {};
  void attempt(async () => {
    const { topics } = await get("/v1/topics");
    waiting.remove();
    for (const topic of topics) {
      const now = h("span", { class: "quiet" });
      standing.set(topic.name, now);
      list.append(h("details", { "data-name": topic.name, open: topic.name === rest },
        h("summary", {}, h("span", { class: "name" }, topic.name), now),
        h("p", {}, topic.purpose),
        h("dl", { class: "facts" },
          fact("Key", topic.key),
          fact("Kept", topic.retentionSeconds === null
            ? "the newest of each key (compacted)" : span(topic.retentionSeconds)),
          fact("Subject", topic.subject)),
        fields(topic.schema)));
    }
    stop = live.listen((status) => status.topics.forEach((topic) => {
      const now = standing.get(topic.name);
      if (now) {
        setText(now, `${rate(topic.perSecond)}, ${count(topic.end)} written, ${counted(topic.partitions, "partition")}`);
      }
    }));
  });

  function narrow() {
    for (const item of list.children) {
      item.hidden = !item.dataset.name.includes(sought.value.trim().toLowerCase());
    }
  }

  return () => stop();
}

function fields(schema) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": schema.name },
    h("table", {},
      h("caption", {}, `${schema.name}: ${schema.doc ?? ""}`),
      h("thead", {}, h("tr", {}, ["Field", "Type", "Meaning"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, schema.fields.map((one) =>
        h("tr", {},
          h("th", { scope: "row" }, one.name),
          h("td", {}, typeName(one.type)),
          h("td", {}, one.doc ?? ""))))));
}

/** A type of Avro in few words. */
function typeName(type) {
  if (typeof type === "string") {
    return type.split(".").at(-1);
  }
  if (Array.isArray(type)) {
    return type.filter((one) => one !== "null").map(typeName).join(" or ")
      + (type.includes("null") ? ", or null" : "");
  }
  switch (type.type) {
    case "array":
      return "array of " + typeName(type.items);
    case "map":
      return "map of " + typeName(type.values);
    case "enum":
      return type.symbols.join(", ");
    default:
      return type.logicalType ?? type.name ?? type.type;
  }
}

function fact(name, text) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, text));
}
