// Lines over time: a canvas for the eye, the latest figures in words, and a table on demand.

import uPlot from "/console/uplot.js";
import { h, keep, setText } from "./dom.js";
import { time } from "./format.js";

const HEIGHT = 200;
const ROWS = 60;
/** Seconds between marks of time: whole ones, to a week. */
const STEPS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10800, 21600, 43200, 86400, 604800];
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

const schemes = matchMedia("(prefers-color-scheme: dark)");

/** A chart of some lines. */
export class LineChart {
  /**
   * @param title what it shows, with its unit
   * @param lines each { name, colour: name of a CSS variable }
   * @param text how a figure is written
   * @param range [least, most] of the vertical axis; null where the data decides
   */
  constructor({ title, lines, text, range = null, empty }) {
    this.title = title;
    this.lines = lines;
    this.text = text;
    this.range = range;
    this.data = [[]];
    this.plot = null;
    this.canvas = h("div", { class: "plot", "aria-hidden": "true" });
    this.latest = lines.map(() => h("span", { class: "figure" }));
    this.body = h("tbody");
    this.empty = h("p", { class: "note" }, empty);
    this.details = h(
      "details",
      { ontoggle: () => this.#fillTable() },
      h("summary", {}, "As a table"),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
        h("table", {},
          h("caption", {}, title),
          h("thead", {}, h("tr", {},
            h("th", { scope: "col" }, "Time"),
            lines.map((line) => h("th", { scope: "col", class: "number" }, line.name)))),
          this.body)));
    this.shown = h("div", {}, this.#legend(), this.canvas, this.details);
    this.element = h("figure", {}, h("figcaption", {}, title), this.shown, this.empty);
    this.resized = new ResizeObserver(() => this.#fit());
    this.resized.observe(this.canvas);
    this.repaint = () => this.#make();
    schemes.addEventListener("change", this.repaint);
  }

  /** Shows times (seconds) and, for each line, a figure or null at each of them. */
  show(times, figures) {
    this.data = [times, ...figures];
    this.shown.hidden = times.length === 0;
    this.empty.hidden = times.length > 0;
    if (times.length === 0) {
      return;
    }
    figures.forEach((line, index) => {
      const last = line.findLast((value) => value !== null && value !== undefined);
      setText(this.latest[index], last === undefined ? "–" : this.text(last));
    });
    if (this.plot) {
      this.plot.setData(around(this.data));
    } else {
      this.#make();
    }
    this.#fillTable();
  }

  close() {
    this.resized.disconnect();
    schemes.removeEventListener("change", this.repaint);
    this.plot?.destroy();
    this.plot = null;
  }

  #legend() {
    return h("ul", { class: "legend" }, this.lines.map((line, index) =>
      h("li", {}, h("span", { class: `swatch dash-${index} ${line.colour}` }), line.name, " ",
        this.latest[index])));
  }

  #make() {
    const width = this.canvas.clientWidth;
    if (width === 0 || this.data[0].length === 0) {
      return;
    }
    this.plot?.destroy();
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue("--" + name).trim();
    const axis = {
      stroke: colour("quiet"),
      font: "12px system-ui, sans-serif",
      grid: { stroke: colour("rule"), width: 1 },
      ticks: { show: false },
    };
    this.plot = new uPlot(
      {
        width,
        height: HEIGHT,
        padding: [12, 28, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          y: { range: (plot, least, most) => this.range ?? [0, most > 0 ? most * 1.1 : 1] },
        },
        axes: [
          { ...axis, space: 80, incrs: STEPS, values: (plot, marks) => marks.map((mark) => clockTime(mark, plot)) },
          { ...axis, size: 64, values: (plot, marks) => marks.map((mark) => this.text(mark)) },
        ],
        series: [
          {},
          ...this.lines.map((line, index) => ({
            stroke: colour(line.colour),
            dash: DASHES[index],
            width: 2,
            points: { show: (plot) => plot.data[0].length < 4 },
            spanGaps: true,
          })),
        ],
      },
      around(this.data),
      this.canvas);
  }

  #fit() {
    const width = this.canvas.clientWidth;
    if (!this.plot) {
      this.#make();
    } else if (width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height: HEIGHT });
    }
  }

  /** Only while somebody looks at it. */
  #fillTable() {
    if (!this.details.open) {
      return;
    }
    const [times, ...figures] = this.data;
    const rows = times.map((at, index) => ({ at, index })).slice(-ROWS).reverse();
    keep(
      this.body, rows, (row) => row.at,
      () => h("tr", {}, h("th", { scope: "row" }), figures.map(() => h("td", { class: "number" }))),
      (row, { at, index }) => {
        setText(row.children[0], time(at * 1000));
        figures.forEach((line, number) => {
          const value = line[index];
          setText(
            row.children[number + 1],
            value === null || value === undefined ? "–" : this.text(value));
        });
      });
  }
}

/** A single point needs time around it to be anywhere. */
function around([times, ...figures]) {
  return times.length === 1
    ? [[times[0] - 60, times[0], times[0] + 60], ...figures.map((line) => [null, line[0], null])]
    : [times, ...figures];
}

/** Seconds only where marks are closer than a minute. */
function clockTime(seconds, plot) {
  const [first, ...others] = plot.data[0];
  const wide = (others.at(-1) ?? first) - first;
  const parts = wide < 600
    ? { hour: "2-digit", minute: "2-digit", second: "2-digit" }
    : wide < 172800
      ? { hour: "2-digit", minute: "2-digit" }
      : { day: "numeric", month: "short" };
  return new Date(seconds * 1000).toLocaleString("en-GB", parts);
}
