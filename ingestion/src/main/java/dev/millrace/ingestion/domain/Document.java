package dev.millrace.ingestion.domain;

import dev.millrace.schemas.Cause;

/** An event's payload, read. */
public sealed interface Document {

  /**
   * It is what it should be.
   *
   * @param content a tree of maps, lists, texts, numbers, booleans and nulls
   */
  record Whole(Object content) implements Document {}

  /** It is not. */
  record Broken(Cause cause, String detail) implements Document {}

  /** Reads payloads. */
  @FunctionalInterface
  interface Reader {

    /** Reads a payload of the given media type. */
    Document read(String contentType, byte[] payload);
  }
}
