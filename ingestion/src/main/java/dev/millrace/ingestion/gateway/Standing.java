package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.status.Status;
import dev.millrace.ingestion.gateway.status.StatusStreams;
import dev.millrace.record.PipelineSpec;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * What is told of the factory as it is now.
 *
 * @param status how it stands
 * @param streams those who are told as that changes
 * @param pipelines the specs in force
 */
record Standing(
    Supplier<Status> status, StatusStreams streams, Supplier<Collection<PipelineSpec>> pipelines) {}
