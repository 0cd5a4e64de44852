package dev.millrace.ingestion.gateway;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.util.Optional;

/**
 * One event of a request's body, as far as the body tells.
 *
 * @param id the producer's; empty where it gives none
 * @param key ordering key; empty where the id is to be taken
 * @param occurredAt empty where the producer does not say
 * @param payload the event, byte for byte as it was sent
 * @param trace span that the event itself names as its parent; not valid where it names none
 */
record SubmittedEvent(
    Optional<String> id,
    Optional<String> key,
    Optional<Instant> occurredAt,
    String contentType,
    byte[] payload,
    SpanContext trace) {}
