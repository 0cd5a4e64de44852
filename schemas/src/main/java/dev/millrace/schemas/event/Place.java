package dev.millrace.schemas.event;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.Set;

/**
 * Names the places of a schema that an event does not fit. Whatever it writes stands in the schema:
 * never a value of the event, nor a name that only the event has.
 */
final class Place {

  /** What comes behind one of these was named by the author of the schema. */
  private static final Set<String> NAMING =
      Set.of("properties", "patternProperties", "dependentSchemas");

  /** An event that fits no branch breaks a rule in each: the places within would mislead. */
  private static final Set<String> BRANCHING = Set.of("anyOf", "oneOf");

  /** What the library calls the schema that nothing fits. */
  private static final String NO_KEYWORD = "false";

  private static final int LONGEST = 200;

  private Place() {}

  /** Where a JSON Schema says it: the location of the keyword, and what is missing. */
  static String inJsonSchema(Error error) {
    NodePath path = error.getEvaluationPath();
    if (error.getKeyword().equals(NO_KEYWORD)) {
      path = path.getParent();
    }
    StringBuilder place = new StringBuilder();
    for (int i = 0; i < path.getNameCount(); i++) {
      String segment = path.getName(i);
      place.append('/').append(SubSchemas.escaped(segment));
      if (BRANCHING.contains(segment)) {
        return bounded(place);
      }
      if (NAMING.contains(segment) && ++i < path.getNameCount()) {
        place.append('/').append(SubSchemas.escaped(path.getName(i)));
      }
    }
    if (isRequired(error)) {
      place.append(" (").append(error.getProperty()).append(')');
    }
    return bounded(place);
  }

  /** Where an Avro record says it: the path of its field, and what is wrong there. */
  static String inAvro(Error error) {
    NodePath path = error.getEvaluationPath();
    StringBuilder place = new StringBuilder();
    for (int i = 0; i < path.getNameCount(); i++) {
      String segment = path.getName(i);
      if (BRANCHING.contains(segment)) {
        return bounded(place.append(" (union)"));
      }
      switch (segment) {
        case "properties" -> place.append('/').append(path.getName(++i));
        case "items", "additionalProperties" -> place.append("/*");
        default -> {
          // The rest are keywords that say what is wrong, and references.
        }
      }
    }
    if (isRequired(error)) {
      return bounded(place.append('/').append(error.getProperty()).append(" (missing)"));
    }
    return bounded(place.append(" (").append(error.getKeyword()).append(')'));
  }

  private static boolean isRequired(Error error) {
    return "required".equals(error.getKeyword());
  }

  private static String bounded(StringBuilder place) {
    String text = place.toString().replaceAll("\\p{Cntrl}", " ");
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
