package dev.millrace.schemas.registry;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** Decides whether records written by one schema can be read by another. */
public final class Compatibility {

  private Compatibility() {}

  /**
   * What keeps a reader from reading what a writer wrote.
   *
   * @return one sentence for each obstacle with its place in the schema; empty where there is none
   */
  public static List<String> objections(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(
            found ->
                "at "
                    + found.getLocation()
                    + ": "
                    + found.getType()
                    + " ("
                    + found.getMessage()
                    + ")")
        .toList();
  }
}
