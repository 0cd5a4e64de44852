package dev.millrace.schemas.spec;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** The kind of text that has variables: Mustache, without what would need other templates. */
final class Templates {

  private static final Mustache.Compiler COMPILER = Mustache.compiler().escapeHTML(false);

  /** The variable that is the event itself. */
  private static final String WHOLE = "event";

  /** Mustache's names for what it is at. */
  private static final Set<String> THIS = Set.of(".", "this");

  private static final Pattern DOTS = Pattern.compile("\\.{2,}");

  private Templates() {}

  /** What a template asks of every event, whatever is in it. */
  enum MentionKind {
    /** A value, which has to be there. */
    VARIABLE,
    /** Text for events that have it. */
    SECTION,
    /** Text for events that do not. */
    INVERTED
  }

  /**
   * A field that a template mentions outside of any section.
   *
   * @param name as it is written, with dots
   */
  record Mention(MentionKind kind, String name) {

    /** Where the field stands in the event. */
    List<String> place() {
      List<String> names = List.of(name.split("\\.", -1));
      return names.get(0).equals(WHOLE) ? names.subList(1, names.size()) : names;
    }

    @Override
    public String toString() {
      return switch (kind) {
        case VARIABLE -> "{{" + name + "}}";
        case SECTION -> "{{#" + name + "}}";
        case INVERTED -> "{{^" + name + "}}";
      };
    }
  }

  /** Collects what stands outside of any section: within one, names depend on what it is about. */
  private record Outermost(List<Mention> mentions) implements Mustache.Visitor {

    @Override
    public void visitText(String text) {}

    @Override
    public void visitVariable(String name) {
      add(MentionKind.VARIABLE, name);
    }

    @Override
    public boolean visitInclude(String name) {
      return false;
    }

    @Override
    public boolean visitParent(String name) {
      return false;
    }

    @Override
    public boolean visitSection(String name) {
      return add(MentionKind.SECTION, name);
    }

    @Override
    public boolean visitInvertedSection(String name) {
      return add(MentionKind.INVERTED, name);
    }

    private boolean add(MentionKind kind, String name) {
      if (!THIS.contains(name) && !mentions.contains(new Mention(kind, name))) {
        mentions.add(new Mention(kind, name));
      }
      return false;
    }
  }

  /** Looks for what a template asks of the event, and of other templates. */
  private static final class Inspection implements Mustache.Visitor {

    private boolean asksForFields;
    private boolean showsWholeEvent;
    private @Nullable String included;

    @Override
    public void visitText(String text) {}

    @Override
    public void visitVariable(String name) {
      ask(name);
      showsWholeEvent |= name.equals(WHOLE);
    }

    @Override
    public boolean visitInclude(String name) {
      included = name;
      return false;
    }

    @Override
    public boolean visitParent(String name) {
      return visitInclude(name);
    }

    @Override
    public boolean visitSection(String name) {
      ask(name);
      return true;
    }

    @Override
    public boolean visitInvertedSection(String name) {
      ask(name);
      return true;
    }

    /** The library takes such a name apart, and has nothing left. */
    private void ask(String name) {
      if (DOTS.matcher(name).matches()) {
        throw new MustacheException("a tag has dots alone: name a field in it");
      }
      asksForFields = true;
    }
  }

  static Kind<String> template() {
    String shape = "a Mustache template";
    return Kinds.of(
        shape,
        value -> {
          if (value.node() instanceof MappingNode) {
            return value.isNot("a text in quotes (without them YAML reads {{…}} as mappings)");
          }
          String text = value.text(shape);
          if (text == null) {
            return null;
          }
          if (text.isBlank()) {
            return value.wrong("expected " + shape + ", got an empty text");
          }
          try {
            Inspection inspection = inspect(compile(text));
            return inspection.included == null
                ? text
                : value.wrong(
                    "the template includes "
                        + inspection.included
                        + ", and there are no other templates: write its text here");
          } catch (MustacheException e) {
            return value.wrong("not a Mustache template: " + e.getMessage());
          }
        });
  }

  /** Whether a template differs from event to event. */
  static boolean dependsOnEvent(String template) {
    return inspect(compile(template)).asksForFields;
  }

  /** The fields that a template mentions outside of any section, each once. */
  static List<Mention> mentions(String template) {
    List<Mention> mentions = new ArrayList<>();
    compile(template).visit(new Outermost(mentions));
    return mentions;
  }

  /** Whether a template shows the whole event anywhere. */
  static boolean showsWholeEvent(String template) {
    return inspect(compile(template)).showsWholeEvent;
  }

  private static Template compile(String text) {
    try {
      return COMPILER.compile(text);
    } catch (IndexOutOfBoundsException e) {
      // Of an empty tag the library says so.
      throw new MustacheException("a tag is empty: name a field in it", e);
    }
  }

  private static Inspection inspect(Template template) {
    Inspection inspection = new Inspection();
    template.visit(inspection);
    return inspection;
  }
}
