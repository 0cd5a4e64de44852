package dev.millrace.local.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** Which of the schemas before a new one it has to get along with, and in which direction. */
enum CompatibilityLevel {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean readsOlder;
  private final boolean readByOlder;
  private final boolean allOlder;

  CompatibilityLevel(boolean readsOlder, boolean readByOlder, boolean allOlder) {
    this.readsOlder = readsOlder;
    this.readByOlder = readByOlder;
    this.allOlder = allOlder;
  }

  /**
   * Why a schema may not follow.
   *
   * @param before the versions before it, oldest first
   * @return one message for each incompatibility, after those of a version that version's number;
   *     empty where it may follow
   */
  List<String> objections(Schema next, List<RegisteredSchema> before) {
    List<RegisteredSchema> relevant =
        allOlder || before.isEmpty() ? before : before.subList(before.size() - 1, before.size());
    List<String> objections = new ArrayList<>();
    for (RegisteredSchema older : relevant) {
      List<String> found = objections(next, older.schema());
      if (!found.isEmpty()) {
        objections.addAll(found);
        objections.add("{oldSchemaVersion: " + older.version() + "}");
      }
    }
    if (!objections.isEmpty()) {
      objections.add("{compatibility: '" + this + "'}");
    }
    return objections;
  }

  private List<String> objections(Schema next, Schema older) {
    Stream<String> reading =
        readsOlder ? cannotRead(next, older, "the new schema cannot read the old") : Stream.of();
    Stream<String> beingRead =
        readByOlder ? cannotRead(older, next, "the old schema cannot read the new") : Stream.of();
    return Stream.concat(reading, beingRead).toList();
  }

  private static Stream<String> cannotRead(Schema reader, Schema writer, String meaning) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(found -> message(found, meaning));
  }

  private static String message(Incompatibility found, String meaning) {
    return "{errorType:'"
        + found.getType()
        + "', description:'"
        + meaning
        + ": "
        + found.getMessage()
        + "', additionalInfo:'at "
        + found.getLocation()
        + "'}";
  }
}
