package dev.millrace.ingestion.domain;

/**
 * What is done to an event between its check and its request.
 *
 * @param shape holds it against the pipeline's schema
 * @param rows what it is enriched with
 * @param privacy takes personal data out
 * @param prompts fill in the prompt
 */
public record AdmissionSteps(
    EventShape shape, ReferenceRows rows, EventPrivacy privacy, PromptRendering.Renderer prompts) {}
