package dev.millrace.ingestion.client;

/** How a parcel ends. */
sealed interface Ending {

  Parcel parcel();

  /** Completes the stage; false where the parcel has ended before. */
  boolean tell();

  /** The gateway has judged. */
  record Delivered(Parcel parcel, Delivery delivery) implements Ending {

    @Override
    public boolean tell() {
      boolean isFirst = parcel.end();
      if (isFirst) {
        parcel.stage().complete(delivery);
      }
      return isFirst;
    }
  }

  /** Something broke. */
  record Failed(Parcel parcel, ProducerException failure) implements Ending {

    @Override
    public boolean tell() {
      boolean isFirst = parcel.end();
      if (isFirst) {
        parcel.stage().completeExceptionally(failure);
      }
      return isFirst;
    }
  }
}
