package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.record.EventSchema;
import dev.millrace.record.PiiAction;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What comes of checking a schema before it is applied. */
public sealed interface SchemaCheck {

  /** Completes a sentence that begins with the file's name. */
  String TOO_DEEP = "is nested too deeply";

  /**
   * Events can be held against it.
   *
   * @param pii what its tags say about personal data, by path: a JSON Pointer in which {@code *}
   *     stands for every member or item
   */
  record Sound(Map<String, PiiAction> pii) implements SchemaCheck {

    public Sound {
      pii = Map.copyOf(pii);
    }
  }

  /**
   * It cannot be applied.
   *
   * @param defects each completes a sentence that begins with the file's name; never empty
   */
  record Unsound(List<String> defects) implements SchemaCheck {

    public Unsound {
      defects = List.copyOf(defects);
    }
  }

  /**
   * Checks a schema.
   *
   * @param settled paths about which the spec itself decides, whatever the tags say
   */
  static SchemaCheck of(EventSchema schema, Set<String> settled) {
    SchemaText text = SchemaText.of(schema);
    if (text instanceof SchemaText.Unreadable unreadable) {
      return new Unsound(List.of(unreadable.defect()));
    }
    ObjectNode document = ((SchemaText.Plain) text).schema();
    try {
      List<String> defects = SchemaDefects.of(document);
      if (!defects.isEmpty()) {
        return new Unsound(defects);
      }
      PersonalTags tags = PersonalTags.of(SchemaGraph.of(document), settled);
      return tags.defects().isEmpty() ? new Sound(tags.actions()) : new Unsound(tags.defects());
    } catch (StackOverflowError e) {
      return new Unsound(List.of(TOO_DEEP));
    }
  }
}
