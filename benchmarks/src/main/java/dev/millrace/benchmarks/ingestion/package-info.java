/** The speed of ingestion. */
@NullMarked
package dev.millrace.benchmarks.ingestion;

import org.jspecify.annotations.NullMarked;
