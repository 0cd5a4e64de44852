package dev.millrace.cost.domain;

import dev.millrace.record.Lane;
import java.util.Optional;

/**
 * What windows are kept apart by.
 *
 * @param modelVersion 0 of a fallback
 * @param tier service tier that served the calls; empty where the endpoint did not say
 */
public record Series(
    String tenant,
    String pipeline,
    String modelId,
    int modelVersion,
    Optional<String> tier,
    Lane lane) {

  /** Key of the records about a tenant's pipeline: they lie together. */
  public static String key(String tenant, String pipeline) {
    return tenant + "/" + pipeline;
  }
}
