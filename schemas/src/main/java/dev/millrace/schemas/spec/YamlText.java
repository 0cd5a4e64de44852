package dev.millrace.schemas.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Turns the text of a spec into nodes that know their lines. */
final class YamlText {

  /** The text travels in the spec's record, together with a schema: both must fit in one. */
  static final int MAX_BYTES = 256 * 1024;

  /** A spec is four levels deep; nodes are built by recursion, which must end before the stack. */
  private static final int MAX_DEPTH = 50;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setLabel("spec").setSchema(new CoreSchema()).build();

  private YamlText() {}

  /** The one document of the text, or nothing where a problem has been noted. */
  static Optional<Node> read(String yaml, Problems problems) {
    if (yaml.getBytes(UTF_8).length > MAX_BYTES) {
      problems.add(Optional.empty(), "", "the spec is longer than " + MAX_BYTES + " bytes");
      return Optional.empty();
    }
    try {
      Optional<Mark> tooDeep = firstTooDeep(yaml);
      if (tooDeep.isPresent()) {
        problems.add(tooDeep, "", "nested more than " + MAX_DEPTH + " levels deep");
        return Optional.empty();
      }
      Optional<Node> document = new Compose(SETTINGS).composeString(yaml);
      if (document.isEmpty()) {
        problems.add(Optional.empty(), "", "the spec is empty");
      }
      return document;
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> at = e.getProblemMark().or(e::getContextMark);
      problems.add(at, "", "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(Optional.empty(), "", "not YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static Optional<Mark> firstTooDeep(String yaml) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(yaml)) {
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        return event.getStartMark();
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
    return Optional.empty();
  }
}
