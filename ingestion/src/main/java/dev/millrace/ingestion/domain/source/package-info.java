/** Events out of the records of a producer's own topic. */
@NullMarked
package dev.millrace.ingestion.domain.source;

import org.jspecify.annotations.NullMarked;
