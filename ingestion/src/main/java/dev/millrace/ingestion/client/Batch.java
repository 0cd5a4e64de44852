package dev.millrace.ingestion.client;

import java.util.List;

/**
 * What goes in one request.
 *
 * @param parcels in order, at least one
 * @param tries how often it was sent in vain
 */
record Batch(List<Parcel> parcels, int tries) {

  Batch {
    parcels = List.copyOf(parcels);
  }

  int size() {
    return parcels.size();
  }

  /** Its parcels in two batches, the first of them first. */
  List<Batch> halves() {
    int middle = size() / 2;
    return List.of(
        new Batch(parcels.subList(0, middle), tries),
        new Batch(parcels.subList(middle, size()), tries));
  }

  /** Parcels that may still be sent at this time. */
  List<Parcel> alive(long nowNanos) {
    return parcels.stream().filter(parcel -> parcel.deadlineNanos() > nowNanos).toList();
  }

  /** Parcels that may not be sent any more at this time. */
  List<Parcel> expired(long nowNanos) {
    return parcels.stream().filter(parcel -> parcel.deadlineNanos() <= nowNanos).toList();
  }
}
