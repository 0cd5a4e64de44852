// Builds and changes what is on the page. Text is text: nothing is ever parsed as HTML.

/**
 * An element: h("td", { class: "number" }, "12"). Attributes that are null or false are left away;
 * those whose name begins with "on" are listeners.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== false && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets a text where it is another: nothing flickers, and nothing is read out twice. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Sets an attribute where it is another; null takes it away. */
export function setAttribute(node, name, value) {
  if (value === null) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/**
 * Brings the children of a parent in line with some items, each known by its key: those that stay
 * are changed, not made anew, so focus and selection stay as well.
 *
 * @param make makes the child of a new item
 * @param update changes a child to what its item says
 */
export function keep(parent, items, key, make, update) {
  const names = items.map((item) => String(key(item)));
  const wanted = new Set(names);
  const known = new Map();
  // First, so that those that stay need not be moved: a child that is moved loses the focus.
  for (const child of [...parent.children]) {
    if (wanted.has(child.dataset.key)) {
      known.set(child.dataset.key, child);
    } else {
      child.remove();
    }
  }
  let place = parent.firstElementChild;
  items.forEach((item, index) => {
    let child = known.get(names[index]);
    if (!child) {
      child = make(item);
      child.dataset.key = names[index];
    }
    update(child, item);
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
  });
}

/** A table with a caption, whose rows are brought in line with items by {@link keep}. */
export class Table {
  /**
   * @param columns each { title, cell(item) gives a text or a node, number: right-aligned }
   * @param empty what is said where there is no row
   */
  constructor({ caption, columns, key, empty }) {
    this.columns = columns;
    this.key = key;
    this.body = h("tbody");
    this.empty = h("p", { class: "note" }, empty);
    this.table = h(
      "table",
      {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, columns.map((column) =>
        h("th", { scope: "col", class: column.number ? "number" : null }, column.title)))),
      this.body);
    this.frame = h(
      "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, this.table);
    this.element = h("div", { class: "table" }, this.frame, this.empty);
  }

  show(items) {
    this.frame.hidden = items.length === 0;
    this.empty.hidden = items.length > 0;
    keep(this.body, items, this.key, () => this.#row(), (row, item) => this.#fill(row, item));
  }

  #row() {
    return h("tr", {}, this.columns.map((column, index) =>
      index === 0
        ? h("th", { scope: "row" })
        : h("td", { class: column.number ? "number" : null, "data-title": column.title })));
  }

  #fill(row, item) {
    this.columns.forEach((column, index) => {
      const cell = row.children[index];
      const value = column.cell(item, cell);
      if (value instanceof Node) {
        if (cell.firstChild !== value) {
          cell.replaceChildren(value);
        }
      } else if (value !== undefined) {
        setText(cell, value);
      }
    });
  }
}

/** A section with a heading, known to screen readers by it. */
export function section(title, ...children) {
  const id = "s-" + title.toLowerCase().replace(/[^a-z]+/g, "-");
  return h("section", { "aria-labelledby": id }, h("h2", { id }, title), ...children);
}

/** A sentence in place of what cannot be shown; told to screen readers where it is an error. */
export function note(text, kind = "note") {
  return h("p", { class: kind, role: kind === "error" ? "alert" : null }, text);
}

/** A word with a sign beside it, so that colour is not all that tells. */
export function badge(kind, text) {
  return h("span", { class: "badge " + kind }, text);
}

/** A field with its label. */
export function field(label, control) {
  return h("label", { class: "field" }, h("span", {}, label), control);
}

/** A choice among texts. */
export function select(options, value, onchange) {
  const element = h("select", { onchange: () => onchange(element.value) });
  for (const [name, text] of options) {
    element.append(h("option", { value: name, selected: name === value }, text));
  }
  return element;
}
