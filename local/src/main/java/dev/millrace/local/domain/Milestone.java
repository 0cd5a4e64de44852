package dev.millrace.local.domain;

import java.time.Instant;

/**
 * Something that happened on the way to a better model, and with which a phase begins.
 *
 * @param name of the phase: {@code alarm}, or the state of a run in lower case
 * @param detail one sentence, for people
 */
public record Milestone(String name, Instant at, String detail) {

  /** A better model was asked for. */
  public static final String ALARM = "alarm";
}
