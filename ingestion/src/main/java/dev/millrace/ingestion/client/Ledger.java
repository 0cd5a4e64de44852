package dev.millrace.ingestion.client;

import dev.millrace.ingestion.client.ProducerSettings.Buffer;
import java.util.TreeMap;

/**
 * Counts what was taken and how it ended, within the bounds of the buffer.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class Ledger {

  private final Buffer bounds;

  /** Parcels that have not ended, by era; none where zero. */
  private final TreeMap<Long, Integer> open = new TreeMap<>();

  private int events;
  private long bytes;
  private long sent;
  private long accepted;
  private long rejected;
  private long failed;
  private long retried;

  Ledger(Buffer bounds) {
    this.bounds = bounds;
  }

  boolean hasRoom(int more) {
    return events < bounds.maxEvents() && bytes + more <= bounds.maxBytes();
  }

  void take(Parcel parcel) {
    sent++;
    events++;
    bytes += parcel.bytes();
    open.merge(parcel.era(), 1, Integer::sum);
  }

  void retry(Batch batch) {
    retried += batch.size();
  }

  void end(Ending ending) {
    Parcel parcel = ending.parcel();
    events--;
    bytes -= parcel.bytes();
    open.computeIfPresent(parcel.era(), (any, left) -> left == 1 ? null : left - 1);
    if (ending instanceof Ending.Failed) {
      failed++;
    } else if (((Ending.Delivered) ending).delivery() instanceof Delivery.Accepted) {
      accepted++;
    } else {
      rejected++;
    }
  }

  /** Whether all that was taken in an era or before has ended. */
  boolean isDone(long era) {
    return open.isEmpty() || open.firstKey() > era;
  }

  String fill() {
    return events
        + " events of "
        + bounds.maxEvents()
        + " and "
        + bytes
        + " bytes of "
        + bounds.maxBytes()
        + " are under way";
  }

  ProducerCounts counts() {
    return new ProducerCounts(sent, accepted, rejected, failed, retried, events, bytes);
  }
}
