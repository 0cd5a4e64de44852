/** CloudEvents, read alike from HTTP and from Kafka. */
@NullMarked
package dev.millrace.ingestion.domain.cloudevent;

import org.jspecify.annotations.NullMarked;
