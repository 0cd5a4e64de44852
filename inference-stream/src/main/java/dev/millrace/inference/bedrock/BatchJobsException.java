package dev.millrace.inference.bedrock;

/** The endpoint did not do what was asked of {@link BatchJobs}. */
public final class BatchJobsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** What can be said about why not. */
  public enum Reason {
    /** It will not do it however often it is asked, and has not. */
    REFUSED,
    /** It has not done it, and may later. */
    PUT_OFF,
    /** It may have done it: nobody heard. */
    UNHEARD
  }

  public BatchJobsException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
