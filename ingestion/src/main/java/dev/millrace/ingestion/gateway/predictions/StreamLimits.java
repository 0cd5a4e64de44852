package dev.millrace.ingestion.gateway.predictions;

/**
 * How many streams of predictions may be open at once: each reads Kafka on its own, with a thread
 * and up to a megabyte of memory.
 *
 * @param all of all tenants together
 * @param perTenant of one of them
 */
public record StreamLimits(int all, int perTenant) {

  /** What fits beside the rest into a small heap. */
  public static final int USUAL = 64;

  /** A few dashboards and services; eight tenants before one has to wait for another. */
  public static final int USUAL_PER_TENANT = 8;

  public StreamLimits {
    if (all < 1 || perTenant < 1 || perTenant > all) {
      throw new IllegalArgumentException(
          "at most "
              + all
              + " streams in all and "
              + perTenant
              + " per tenant: expected at least 1, and no more per tenant than in all");
    }
  }

  /** Where no setting says otherwise. */
  public static StreamLimits usual() {
    return new StreamLimits(USUAL, USUAL_PER_TENANT);
  }
}
