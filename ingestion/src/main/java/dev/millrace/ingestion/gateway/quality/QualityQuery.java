package dev.millrace.ingestion.gateway.quality;

import dev.millrace.record.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * Which figures somebody wants to see.
 *
 * @param tenant whose pipelines
 * @param filter which of them
 * @param from windows that begin then or later
 * @param to windows that begin before
 * @param limit figures, after which windows of no further start are begun
 */
public record QualityQuery(String tenant, Filter filter, Instant from, Instant to, int limit) {

  /** Only those of a pipeline, with a verdict, or both. */
  public record Filter(Optional<String> pipeline, Optional<Verdict> verdict) {}
}
