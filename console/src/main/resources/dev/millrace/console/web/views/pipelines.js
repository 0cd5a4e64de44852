// Which pipeline a view is about: the first there is, until another is chosen.

import { get } from "../api.js";
import { field, note, select } from "../dom.js";

/**
 * Asks which pipelines there are and opens the inner view of one of them.
 *
 * @param open is given an element and the pipeline's name, and returns what closes it
 * @returns what closes all
 */
export function withPipeline(view, name, { rest, attempt }, open) {
  let close = () => {};
  let isClosed = false;
  const inner = document.createElement("div");
  const waiting = note("Asking which pipelines there are.");
  view.append(waiting);
  void attempt(async () => {
    const { pipelines } = await get("/v1/pipelines");
    if (isClosed) {
      return;
    }
    waiting.remove();
    const names = pipelines.map((pipeline) => pipeline.pipeline);
    if (names.length === 0) {
      view.append(note("No pipeline is applied yet: ./millrace apply SPEC.yaml applies one."));
      return;
    }
    const chosen = names.includes(rest) ? rest : names[0];
    const choice = select(names.map((one) => [one, one]), chosen, (one) => {
      history.replaceState(null, "", `#/${name}/${encodeURIComponent(one)}`);
      close();
      inner.replaceChildren();
      close = open(inner, one);
    });
    view.append(field("Pipeline", choice), inner);
    close = open(inner, chosen);
  });
  return () => {
    isClosed = true;
    close();
  };
}
