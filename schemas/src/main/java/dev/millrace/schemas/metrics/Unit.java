package dev.millrace.schemas.metrics;

/** What a metric is counted in. */
public enum Unit {
  /** Things. */
  COUNT("1", "", "Count"),
  /** US dollars. */
  DOLLARS("USD", "usd", "None"),
  /** Tokens, as the endpoint counts them. */
  TOKENS("{token}", "tokens", "Count"),
  /** Seconds. */
  SECONDS("s", "seconds", "Seconds"),
  /** Bytes. */
  BYTES("By", "bytes", "Bytes"),
  /** A share; 1 is all of it. */
  RATIO("1", "ratio", "None");

  private final String code;
  private final String suffix;
  private final String cloudWatchName;

  Unit(String code, String suffix, String cloudWatchName) {
    this.code = code;
    this.suffix = suffix;
    this.cloudWatchName = cloudWatchName;
  }

  /** In UCUM, as OpenTelemetry wants it. */
  public String code() {
    return code;
  }

  /** What names of Prometheus end with; empty for none. */
  public String suffix() {
    return suffix;
  }

  /** A {@code StandardUnit} of CloudWatch. */
  public String cloudWatchName() {
    return cloudWatchName;
  }
}
