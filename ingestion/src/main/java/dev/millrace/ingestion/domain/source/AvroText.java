package dev.millrace.ingestion.domain.source;

/**
 * Shows Avro values as plain JSON.
 *
 * <p><i>Failure</i>: where it cannot be known yet whether a value can be read, because the registry
 * is away, an exception: the record is to be read again.
 */
@FunctionalInterface
public interface AvroText {

  /** What becomes of a value. */
  sealed interface Reading {

    /** It is a record. */
    record Read(byte[] json) implements Reading {}

    /**
     * It is none that can be read.
     *
     * @param detail what is wrong and what to do, without content
     */
    record Bad(String detail) implements Reading {}
  }

  /** The value of a record as JSON. */
  Reading read(SourceRecord record, byte[] value);
}
