package dev.millrace.lifecycle.domain.run;

import java.time.Instant;

/**
 * Who changes something, and when.
 *
 * @param by user, or the name of a job
 * @param at moment, UTC
 */
public record Change(String by, Instant at) {}
