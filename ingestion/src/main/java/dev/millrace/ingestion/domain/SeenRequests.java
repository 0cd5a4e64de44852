package dev.millrace.ingestion.domain;

import java.time.Duration;

/** Which requests were made lately. */
public interface SeenRequests {

  /** Whether the request was made within this time. */
  boolean contains(String requestId, Duration within);

  /** Remembers that the request is made now. */
  void add(String requestId);
}
