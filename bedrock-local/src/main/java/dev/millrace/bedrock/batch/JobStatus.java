package dev.millrace.bedrock.batch;

import java.util.Arrays;
import java.util.Optional;

/** How far a job is. */
public enum JobStatus {
  SUBMITTED("Submitted", false),
  VALIDATING("Validating", false),
  IN_PROGRESS("InProgress", false),
  STOPPING("Stopping", false),
  STOPPED("Stopped", true),
  COMPLETED("Completed", true),
  PARTIALLY_COMPLETED("PartiallyCompleted", true),
  FAILED("Failed", true),
  EXPIRED("Expired", true);

  private final String word;
  private final boolean ended;

  JobStatus(String word, boolean ended) {
    this.word = word;
    this.ended = ended;
  }

  /** As the service model spells it. */
  public String word() {
    return word;
  }

  /** Whether nothing follows. */
  public boolean isEnd() {
    return ended;
  }

  /** The one that is spelled so. */
  public static Optional<JobStatus> of(String word) {
    return Arrays.stream(values()).filter(status -> status.word.equals(word)).findFirst();
  }
}
