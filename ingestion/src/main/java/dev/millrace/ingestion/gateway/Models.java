package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is told of models.
 *
 * @param versions of all pipelines
 * @param runs the newest of each pipeline
 * @param tenants who uses which pipeline alone; nothing while that is not known
 */
record Models(
    Supplier<Collection<ModelVersion>> versions,
    Supplier<Collection<ModelRun>> runs,
    Supplier<Optional<SoleTenants>> tenants) {}
