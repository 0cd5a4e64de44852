package dev.millrace.platform.audit;

import java.util.function.Consumer;

/** What stands in the audit log already. */
interface Past {

  /** A place from which the last record, if there is any, can be reached in few steps. */
  long nearEnd();

  /** Gives the records from a place on, oldest first. */
  void read(long from, Consumer<Entry> to);

  /** A record as it lies in the topic. */
  record Entry(long offset, byte[] value) {}
}
