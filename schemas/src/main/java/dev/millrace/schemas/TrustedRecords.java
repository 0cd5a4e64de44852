package dev.millrace.schemas;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that the records of this contract may be instantiated: since 1.12.2 it refuses every
 * class that nobody vouched for (AVRO-4189). Has to run once in every JVM and class loader.
 */
public final class TrustedRecords {

  private static final String PACKAGE = "dev.millrace.record.";

  private TrustedRecords() {}

  /** Vouches for the records; may be called any number of times. */
  public static void install() {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            type -> type.getName().startsWith(PACKAGE), ClassSecurityValidator.DEFAULT));
  }
}
