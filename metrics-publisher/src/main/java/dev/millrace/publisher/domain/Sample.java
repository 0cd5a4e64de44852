package dev.millrace.publisher.domain;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * One value.
 *
 * @param at start of what it is of
 */
public record Sample(Series series, Instant at, BigDecimal value) {}
