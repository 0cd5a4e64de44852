package dev.millrace.ingestion.gateway;

import dev.millrace.record.PipelineSpec;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the gateway works with.
 *
 * @param keys who may come in
 * @param specs the spec of a pipeline; empty where none of the name is applied
 * @param publisher takes what is let in
 * @param clock for receivedAt
 * @param ids makes ids for events that have none
 */
record GatewayParts(
    ApiKeys keys,
    Function<String, Optional<PipelineSpec>> specs,
    RecordPublisher publisher,
    InstantSource clock,
    Supplier<String> ids) {}
