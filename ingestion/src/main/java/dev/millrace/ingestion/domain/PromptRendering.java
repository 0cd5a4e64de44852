package dev.millrace.ingestion.domain;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prompt;
import dev.millrace.schemas.Cause;

/** A pipeline's prompt, filled in with an event. */
public sealed interface PromptRendering {

  /** Largest prompt, in bytes of UTF-8: with its envelope it has to fit a record of 4 MiB. */
  int MAX_BYTES = 3 * 1024 * 1024;

  /** It is complete. */
  record Complete(Prompt prompt) implements PromptRendering {}

  /** It cannot be filled in. */
  record Incomplete(Cause cause, String detail) implements PromptRendering {}

  /** It is larger than any prompt may be. */
  static PromptRendering tooLarge() {
    return new Incomplete(
        Cause.TOO_LARGE,
        "the filled-in prompt has more than "
            + MAX_BYTES
            + " bytes: send less in an event, or let the template show less of it");
  }

  /** There is nothing in it that a model could answer to. */
  static PromptRendering empty() {
    return new Incomplete(
        Cause.EMPTY_PROMPT,
        "what the prompt shows of the event is empty, or white space alone: send a text, or let"
            + " prompt.user say what is asked where there is none");
  }

  /** Fills in prompts. */
  @FunctionalInterface
  interface Renderer {

    /** Fills in a pipeline's prompt; the same spec and event give the same prompt. */
    PromptRendering render(PipelineSpec spec, JsonValue event);
  }
}
