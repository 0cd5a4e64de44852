package dev.millrace.schemas.metrics;

/** How the values of a period become one. */
public enum Statistic {
  SUM("Sum"),
  AVERAGE("Average"),
  MAXIMUM("Maximum"),
  MINIMUM("Minimum");

  private final String cloudWatchName;

  Statistic(String cloudWatchName) {
    this.cloudWatchName = cloudWatchName;
  }

  /** As CloudWatch calls it. */
  public String cloudWatchName() {
    return cloudWatchName;
  }

  /** As CloudWatch's queries call it. */
  public String function() {
    return this == AVERAGE ? "AVG" : this == MAXIMUM ? "MAX" : this == MINIMUM ? "MIN" : "SUM";
  }

  /** Whether it says something of values that go together so. */
  public boolean fits(Kind kind) {
    return (this == SUM) == (kind == Kind.COUNTER);
  }
}
