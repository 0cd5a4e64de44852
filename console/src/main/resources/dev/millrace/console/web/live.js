// How the factory stands, as the gateway tells it every two seconds, to whoever on the page wants
// to know.

import { follow } from "./api.js";

const REMEMBERED = 300;
const POLL = 10000;
const SOONEST = 2000;

/** One for the page, from signing in to signing out. */
export class Live {
  /**
   * @param mayFollow whether the key lets it; where not, views ask again every ten seconds
   * @param onState is told "live", or the error that keeps it from that
   */
  constructor(mayFollow, onState) {
    this.mayFollow = mayFollow;
    this.status = null;
    this.history = [];
    this.listeners = new Set();
    this.stop = mayFollow
      ? follow("/v1/status/events", {}, (name, status) => this.#take(status), onState)
      : () => {};
  }

  #take(status) {
    this.status = status;
    const rates = Object.fromEntries(status.topics.map((topic) => [topic.name, topic.perSecond]));
    this.history.push({ at: Date.now() / 1000, rates });
    if (this.history.length > REMEMBERED) {
      this.history.shift();
    }
    this.listeners.forEach((listener) => listener(status));
  }

  /** Calls with what is known, and then with each change; returns what stops it. */
  listen(listener) {
    this.listeners.add(listener);
    if (this.status) {
      listener(this.status);
    }
    return () => this.listeners.delete(listener);
  }

  /**
   * Calls at once, and again whenever something was written to one of the topics; never before the
   * last call has ended, and not more often than every two seconds.
   *
   * @param attempt does what may fail, and returns nothing where it did: it is tried again then
   * @returns { stop, now }: what stops it, and what calls out of turn
   */
  whenever(topics, attempt, refresh) {
    let seen = null;
    let due = true;
    let isBusy = false;
    let last = 0;
    let isStopped = false;
    const turn = async () => {
      if (isBusy || isStopped || !due || Date.now() - last < SOONEST) {
        return;
      }
      isBusy = true;
      due = false;
      last = Date.now();
      try {
        const isDone = await attempt(async () => {
          await refresh();
          return true;
        });
        due ||= !isDone;
      } finally {
        isBusy = false;
      }
    };
    const forget = this.listen((status) => {
      const ends = status.topics
        .filter((topic) => topics.includes(topic.name))
        .map((topic) => topic.end)
        .join();
      due ||= seen !== null && ends !== seen;
      seen = ends;
      void turn();
    });
    const timer = setInterval(() => {
      due = true;
      void turn();
    }, this.mayFollow ? 6 * POLL : POLL);
    void turn();
    return {
      stop: () => {
        isStopped = true;
        forget();
        clearInterval(timer);
      },
      now: () => {
        due = true;
        last = 0;
        void turn();
      },
    };
  }

  close() {
    this.stop();
    this.listeners.clear();
  }
}
