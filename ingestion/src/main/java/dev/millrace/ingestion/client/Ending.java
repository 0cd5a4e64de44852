package dev.millrace.ingestion.client;

/** How a parcel ends. */
sealed interface Ending {

  Parcel parcel();

  /** Completes the stage; false where somebody else already has. */
  boolean tell();

  /** The gateway has judged. */
  record Delivered(Parcel parcel, Delivery delivery) implements Ending {

    @Override
    public boolean tell() {
      return parcel.stage().complete(delivery);
    }
  }

  /** Something broke. */
  record Failed(Parcel parcel, ProducerException failure) implements Ending {

    @Override
    public boolean tell() {
      return parcel.stage().completeExceptionally(failure);
    }
  }
}
