/** Counting by event time, references, and verdicts on windows. */
@NullMarked
package dev.millrace.drift.domain.windows;

import org.jspecify.annotations.NullMarked;
