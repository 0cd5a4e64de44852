package dev.millrace.local.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityResult;

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
   * @param before the schemas before it, oldest first
   * @return one message for each incompatibility; empty where it may follow
   */
  List<String> objections(Schema next, List<Schema> before) {
    List<Schema> relevant =
        allOlder || before.isEmpty() ? before : before.subList(before.size() - 1, before.size());
    List<String> objections = new ArrayList<>();
    for (Schema older : relevant) {
      if (readsOlder) {
        collect(
            SchemaCompatibility.checkReaderWriterCompatibility(next, older).getResult(),
            "the new schema cannot read the old",
            objections);
      }
      if (readByOlder) {
        collect(
            SchemaCompatibility.checkReaderWriterCompatibility(older, next).getResult(),
            "the old schema cannot read the new",
            objections);
      }
    }
    return objections;
  }

  private static void collect(SchemaCompatibilityResult result, String direction, List<String> to) {
    for (Incompatibility found : result.getIncompatibilities()) {
      to.add(
          "{errorType:'"
              + found.getType()
              + "', description:'"
              + direction
              + ": "
              + found.getMessage()
              + "', additionalInfo:'at "
              + found.getLocation()
              + "'}");
    }
  }
}
