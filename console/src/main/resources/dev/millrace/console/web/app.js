// The page around the views: who is signed in, which view is shown, and whether it is live.

import { ApiError, get, key } from "./api.js";
import { field, h, note, setAttribute, setText } from "./dom.js";
import { Live } from "./live.js";
import * as cost from "./views/cost.js";
import * as flow from "./views/flow.js";
import * as letters from "./views/letters.js";
import * as models from "./views/models.js";
import * as predictions from "./views/predictions.js";
import * as quality from "./views/quality.js";
import * as topics from "./views/topics.js";

/** Each view has a title, the roles of which a key needs one, and open(element, context). */
const VIEWS = { flow, predictions, quality, cost, models, letters, topics };

const main = document.getElementById("main");
const nav = document.getElementById("nav");
const banner = document.getElementById("banner");
const session = document.getElementById("session");

/** Who is signed in: { tenant, id, roles, live }; null where nobody is. */
let signedIn = null;
let closeView = () => {};

addEventListener("hashchange", () => show(true));
void begin();

async function begin() {
  if (!key.get()) {
    showSignIn();
    return;
  }
  try {
    await signIn();
    show(false);
  } catch (failure) {
    if (failure.status === 401) {
      key.forget();
    }
    showSignIn(failure.message);
  }
}

async function signIn() {
  const owner = await get("/v1/key");
  signedIn = { ...owner, live: new Live(owner.roles.includes("OPERATE"), showState) };
  session.hidden = false;
  session.replaceChildren(
    h("span", { class: "tenant" }, owner.tenant),
    h("span", { class: "roles" }, owner.roles.map((role) => role.toLowerCase()).join(", ")),
    h("button", { type: "button", onclick: () => signOut() }, "Sign out"));
  nav.hidden = false;
  nav.replaceChildren(
    h("ul", {}, Object.entries(VIEWS).map(([name, view]) =>
      h("li", {}, h("a", { href: "#/" + name }, view.title)))));
}

function signOut(reason) {
  closeView();
  closeView = () => {};
  signedIn?.live.close();
  signedIn = null;
  key.forget();
  nav.hidden = true;
  session.hidden = true;
  showState("live");
  showSignIn(reason);
}

function showSignIn(problem) {
  document.title = "Sign in · Millrace";
  const input = h("input", {
    type: "password", name: "key", required: true, autocomplete: "off", spellcheck: "false",
    "aria-describedby": "sign-in-help",
  });
  const told = h("p", { class: "error", role: "alert" }, problem ?? "");
  const form = h(
    "form",
    {
      class: "sign-in",
      onsubmit: async (event) => {
        event.preventDefault();
        key.set(input.value.trim());
        try {
          await signIn();
          show(true);
        } catch (failure) {
          key.forget();
          setText(told, failure.status === 401 ? "No such key is in force." : failure.message);
          input.select();
        }
      },
    },
    h("h1", {}, "Sign in"),
    field("API key", input),
    h("p", { id: "sign-in-help", class: "note" },
      "A factory on this machine keeps its key in ", h("code", {}, "development.key"),
      " of its data folder (", h("code", {}, ".millrace"), "). Elsewhere, ",
      h("code", {}, "./millrace keys create --role consume,operate"),
      " makes one. It is kept in this tab only, until the tab is closed."),
    told,
    h("button", { type: "submit", class: "primary" }, "Sign in"));
  main.replaceChildren(form);
  input.focus();
}

/** Shows the view that the address names: #/quality/letters is quality of the pipeline letters. */
function show(takeFocus) {
  if (!signedIn) {
    return;
  }
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  const view = VIEWS[name] ?? flow;
  closeView();
  document.title = view.title + " · Millrace";
  for (const link of nav.querySelectorAll("a")) {
    const isHere = link.textContent === view.title;
    setAttribute(link, "aria-current", isHere ? "page" : null);
    if (isHere) {
      link.scrollIntoView({ block: "nearest", inline: "center" });
    }
  }
  const heading = h("h1", { tabindex: "-1" }, view.title);
  const content = h("div", { class: "view view-" + (VIEWS[name] ? name : "flow") });
  main.replaceChildren(heading, content);
  scrollTo(0, 0);
  if (view.roles.some((role) => signedIn.roles.includes(role))) {
    closeView = view.open(content, {
      live: signedIn.live,
      may: (role) => signedIn.roles.includes(role),
      rest: decodeURIComponent(rest.join("/")),
      attempt: (work) => attempt(content, work),
    });
  } else {
    closeView = () => {};
    content.append(note(
      `This key lacks the role ${view.roles.join(" or ")}: sign in with one that has it.`));
  }
  if (takeFocus) {
    heading.focus();
  }
}

/**
 * Does what may fail, and says so at the head of the view until it works again. A key that is no
 * longer in force ends the session.
 */
async function attempt(content, work) {
  try {
    const result = await work();
    content.querySelector(":scope > .trouble")?.remove();
    return result;
  } catch (failure) {
    if (!(failure instanceof ApiError)) {
      throw failure;
    }
    if (failure.status === 401) {
      signOut("The key is no longer in force.");
      return undefined;
    }
    let trouble = content.querySelector(":scope > .trouble");
    if (!trouble) {
      trouble = h("p", { class: "trouble error", role: "alert" });
      content.prepend(trouble);
    }
    setText(trouble, failure.message);
    return undefined;
  }
}

/** Says where what is shown may be old. */
function showState(state) {
  const isLive = state === "live";
  banner.hidden = isLive;
  setText(banner, isLive ? "" : state.message + " What is shown may be old; trying again.");
  if (!isLive && state.status === 401) {
    signOut("The key is no longer in force.");
  }
}
