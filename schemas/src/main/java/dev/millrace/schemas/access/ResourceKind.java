package dev.millrace.schemas.access;

/** What rights at the brokers are given on. */
public enum ResourceKind {
  CLUSTER("cluster"),
  TOPIC("topic"),
  GROUP("group"),
  TRANSACTIONAL_ID("transactional-id");

  private final String word;

  ResourceKind(String word) {
    this.word = word;
  }

  /** As ARNs spell it. */
  public String word() {
    return word;
  }
}
