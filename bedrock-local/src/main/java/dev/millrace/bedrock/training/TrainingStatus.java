package dev.millrace.bedrock.training;

import java.util.Arrays;
import java.util.Optional;

/** How far a customization job is. */
public enum TrainingStatus {
  IN_PROGRESS("InProgress", false),
  STOPPING("Stopping", false),
  STOPPED("Stopped", true),
  COMPLETED("Completed", true),
  FAILED("Failed", true);

  private final String word;
  private final boolean ended;

  TrainingStatus(String word, boolean ended) {
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
  public static Optional<TrainingStatus> of(String word) {
    return Arrays.stream(values()).filter(status -> status.word.equals(word)).findFirst();
  }
}
