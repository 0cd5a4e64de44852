/** What becomes of records that ingestion reads, whichever way it reads them. */
@NullMarked
package dev.millrace.ingestion.kafka;

import org.jspecify.annotations.NullMarked;
