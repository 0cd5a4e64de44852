package dev.millrace.ingestion.domain;

import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prompt;
import dev.millrace.schemas.Cause;

/** A pipeline's prompt, filled in with an event. */
public sealed interface PromptRendering {

  /** It is complete. */
  record Complete(Prompt prompt) implements PromptRendering {}

  /** It cannot be filled in. */
  record Incomplete(Cause cause, String detail) implements PromptRendering {}

  /** Fills in prompts. */
  @FunctionalInterface
  interface Renderer {

    /** Fills in a pipeline's prompt; the same spec and event give the same prompt. */
    PromptRendering render(PipelineSpec spec, JsonValue event);
  }
}
