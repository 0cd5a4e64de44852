package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.domain.EventShape;
import dev.millrace.platform.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the gateway works with.
 *
 * @param callers who may come in
 * @param allowances how much each may send
 * @param pipelines finds specs
 * @param decoding takes the compression off bodies
 * @param shape holds events against schemas
 * @param publisher takes what is let in
 * @param outage answers where Kafka is away
 * @param telemetry where spans go
 * @param clock for receivedAt
 * @param ids makes ids for events that have none
 */
record GatewayParts(
    Callers callers,
    Allowances allowances,
    PipelineLookup pipelines,
    ContentDecoding decoding,
    EventShape shape,
    RecordPublisher publisher,
    Outage outage,
    Telemetry telemetry,
    InstantSource clock,
    Supplier<String> ids) {}
