package dev.millrace.cost.budgets.domain;

import dev.millrace.record.Severity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * An alert that opens or closes.
 *
 * @param rule what is broken, such as threshold-80
 * @param openedAt since when, in event time
 * @param closedAt until when; absent where it opens
 * @param spent what was spent, US dollars: in the window, in the time of a burn rule, in an hour
 * @param against what that was held against when it opened, US dollars
 */
public record Notice(
    String rule,
    Severity severity,
    Instant openedAt,
    Optional<Instant> closedAt,
    BigDecimal spent,
    BigDecimal against) {}
