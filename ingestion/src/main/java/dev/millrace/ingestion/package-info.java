/** The gateway, and the topology that admits, dedupes and renders events. */
@NullMarked
package dev.millrace.ingestion;

import org.jspecify.annotations.NullMarked;
