package dev.millrace.ingestion.source;

import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;

/** How a feed goes out of its group. */
enum GroupExit {
  /** The instance comes back in a moment and finds its partitions as they were. */
  KEEP_PLACE(GroupMembershipOperation.DEFAULT),
  /** The feed is not wanted any more: others take its partitions at once. */
  LEAVE(GroupMembershipOperation.LEAVE_GROUP);

  private final GroupMembershipOperation operation;

  GroupExit(GroupMembershipOperation operation) {
    this.operation = operation;
  }

  CloseOptions options(Duration timeout) {
    return CloseOptions.timeout(timeout).withGroupMembershipOperation(operation);
  }
}
