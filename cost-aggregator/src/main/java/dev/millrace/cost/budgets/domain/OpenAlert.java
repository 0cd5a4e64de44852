package dev.millrace.cost.budgets.domain;

import dev.millrace.record.Severity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * An alert that was told of and holds.
 *
 * @param openedAt since when, in event time
 * @param until when it ends by itself; absent where only spending ends it
 * @param against what spending was held against when it opened, US dollars
 */
record OpenAlert(
    Severity severity, Instant openedAt, Optional<Instant> until, BigDecimal against) {}
