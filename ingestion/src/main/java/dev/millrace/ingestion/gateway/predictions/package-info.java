/** Predictions on their way out: known ones by request, new ones as they come. */
@NullMarked
package dev.millrace.ingestion.gateway.predictions;

import org.jspecify.annotations.NullMarked;
