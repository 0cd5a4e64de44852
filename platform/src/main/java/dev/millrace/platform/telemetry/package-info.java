/** Traces: which one a record belongs to, and spans on their way to a collector. */
@NullMarked
package dev.millrace.platform.telemetry;

import org.jspecify.annotations.NullMarked;
