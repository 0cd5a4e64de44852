package dev.millrace.inference.domain;

/**
 * One call to be made.
 *
 * @param attempt counted from 1 within the request
 */
public record ModelCall(
    String requestId,
    String tenant,
    String pipeline,
    int attempt,
    ModelRoute route,
    ModelInput input) {}
