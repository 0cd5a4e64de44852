package dev.millrace.ingestion.gateway;

/**
 * What a tenant may send through one gateway, where nothing else is set for it.
 *
 * @param eventsPerSecond events and pieces of feedback, on average
 * @param bytesPerSecond bytes of bodies before compression, on average
 */
public record RateLimits(double eventsPerSecond, long bytesPerSecond) {

  /** More than one gateway on a small machine takes: it stops runaways, not traffic. */
  public static final RateLimits DEFAULT = new RateLimits(50_000, 64L * 1024 * 1024);

  public RateLimits {
    if (!(eventsPerSecond > 0) || bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "nobody can send "
              + eventsPerSecond
              + " events and "
              + bytesPerSecond
              + " bytes a second: both limits have to be above zero");
    }
  }
}
