package dev.millrace.platform.pricing;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Where a price is from.
 *
 * @param checked when somebody looked last
 * @param source where; may be empty
 */
public record Origin(Optional<LocalDate> checked, String source) {}
