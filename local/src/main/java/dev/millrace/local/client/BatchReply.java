package dev.millrace.local.client;

import java.util.List;

/**
 * What the gateway did with the parts of a batch.
 *
 * @param accepted in the order sent
 * @param refused with the index in the batch, from 0
 */
public record BatchReply(List<Accepted> accepted, List<Refused> refused) {

  public BatchReply {
    accepted = List.copyOf(accepted);
    refused = List.copyOf(refused);
  }

  /**
   * A part that is in Kafka now.
   *
   * @param eventId empty for feedback that names a request only
   */
  public record Accepted(String eventId, String requestId) {}

  /**
   * A part that was turned away.
   *
   * @param index in the batch, from 0
   * @param reason one sentence
   */
  public record Refused(int index, String reason) {}
}
