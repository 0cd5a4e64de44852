package dev.millrace.ingestion.gateway;

import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the gateway works with.
 *
 * @param keys who may come in
 * @param pipelines finds specs
 * @param publisher takes what is let in
 * @param outage answers where Kafka is away
 * @param clock for receivedAt
 * @param ids makes ids for events that have none
 */
record GatewayParts(
    ApiKeys keys,
    PipelineLookup pipelines,
    RecordPublisher publisher,
    Outage outage,
    InstantSource clock,
    Supplier<String> ids) {}
