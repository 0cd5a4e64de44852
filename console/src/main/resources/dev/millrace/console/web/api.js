// Asks the gateway's public API, as any client does: nothing else is behind these pages.

/**
 * The key is kept for this tab alone and for as long as it is open: it is gone with the tab, no
 * other site's request carries it (as it would a cookie), and the policy lets no foreign script in
 * that could read it.
 */
const KEY = "millrace.key";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;

export const key = {
  get: () => sessionStorage.getItem(KEY),
  set: (value) => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

/** What the API says instead of an answer; status 0 where it says nothing at all. */
export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export function get(path, parameters = {}, signal) {
  return ask("GET", path + query(parameters), undefined, signal);
}

export function post(path, body) {
  return ask("POST", path, JSON.stringify(body));
}

async function ask(method, path, body, signal) {
  const response = await send(method, path, body, signal);
  if (!response.ok) {
    throw await problem(response);
  }
  const answer = await response.json();
  const trace = response.headers.get("traceparent");
  return trace ? { traceparent: trace, ...answer } : answer;
}

async function send(method, path, body, signal, more = {}) {
  const headers = { Authorization: `Bearer ${key.get()}`, ...more };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  try {
    return await fetch(path, { method, headers, body, signal, cache: "no-store" });
  } catch (failure) {
    if (failure.name === "AbortError") {
      throw failure;
    }
    throw new ApiError(0, "The gateway does not answer.");
  }
}

async function problem(response) {
  try {
    const document = await response.json();
    return new ApiError(response.status, document.detail ?? document.title);
  } catch {
    return new ApiError(response.status, `The gateway answers ${response.status}.`);
  }
}

function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "" && value !== null);
  return given.length === 0 ? "" : "?" + new URLSearchParams(given);
}

/**
 * Follows server-sent events until it is stopped, and comes again by itself where they break off.
 * The browser's EventSource cannot send a key, so the stream is read here.
 *
 * @param onEvent is given name and data of each
 * @param onState is told "live", or the error that keeps it from that
 * @returns what stops it
 */
export function follow(path, parameters, onEvent, onState) {
  const stopping = new AbortController();
  void (async () => {
    let pause = FIRST_PAUSE;
    let last = null;
    while (!stopping.signal.aborted) {
      try {
        const response = await send(
          "GET", path + query(parameters), undefined, stopping.signal,
          last ? { "Last-Event-ID": last } : {});
        if (!response.ok) {
          throw await problem(response);
        }
        onState("live");
        pause = FIRST_PAUSE;
        for await (const event of events(response.body)) {
          last = event.id ?? last;
          if (event.data !== null) {
            onEvent(event.name, JSON.parse(event.data));
          }
        }
        throw new ApiError(0, "The stream has ended.");
      } catch (failure) {
        if (stopping.signal.aborted) {
          return;
        }
        onState(failure instanceof ApiError ? failure : new ApiError(0, "The stream broke off."));
        if (failure.status === 401 || failure.status === 403) {
          return;
        }
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    }
  })();
  return () => stopping.abort();
}

/** The blocks of a stream. Source: HTML Living Standard, Server-sent events, 9.2.6. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      yield parsed(block);
    }
  }
}

function parsed(block) {
  const event = { name: "message", id: null, data: null };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") {
      event.name = value;
    } else if (name === "id") {
      event.id = value;
    } else if (name === "data") {
      event.data = event.data === null ? value : event.data + "\n" + value;
    }
  }
  return event;
}
