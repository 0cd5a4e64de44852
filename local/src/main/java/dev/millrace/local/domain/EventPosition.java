package dev.millrace.local.domain;

import dev.millrace.record.RecordOrigin;

/**
 * Where an event lies in {@code raw-events}.
 *
 * @param partition from 0
 * @param offset from 0
 */
public record EventPosition(int partition, long offset) {

  static EventPosition of(RecordOrigin origin) {
    return new EventPosition(origin.getPartition(), origin.getOffset());
  }
}
