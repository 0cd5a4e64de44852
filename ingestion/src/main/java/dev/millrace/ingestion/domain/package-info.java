/** What becomes of an event, decided without Kafka, HTTP, a clock or a thread. */
@NullMarked
package dev.millrace.ingestion.domain;

import org.jspecify.annotations.NullMarked;
