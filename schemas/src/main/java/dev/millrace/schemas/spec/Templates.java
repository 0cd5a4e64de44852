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

  /** With which a tag begins, and without an end of it goes on as text. */
  private static final String OPENING = "{{";

  /** Behind such a tag others begin in another way, and braces are text that is meant. */
  private static final Pattern OTHER_OPENING = Pattern.compile("\\{\\{=\\S{1,2} \\S{1,2}=}}");

  /** Characters of a template that are shown of where it is wrong. */
  private static final int SHOWN = 40;

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

  /** Looks for what a template asks of the event and of other templates, and for unclosed tags. */
  private static final class Inspection implements Mustache.Visitor {

    private boolean asksForFields;
    private boolean showsWholeEvent;
    private @Nullable String included;
    private @Nullable String unclosed;

    @Override
    public void visitText(String text) {
      int at = text.indexOf(OPENING);
      if (unclosed == null && at >= 0) {
        unclosed = text.substring(at);
      }
    }

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
            if (inspection.included != null) {
              return value.wrong(
                  "the template includes "
                      + inspection.included
                      + ", and there are no other templates: write its text here");
            }
            if (inspection.unclosed != null && !OTHER_OPENING.matcher(text).find()) {
              return value.wrong(
                  "the tag that begins at \""
                      + shown(inspection.unclosed)
                      + "\" has no end, so the model would be shown it as it stands: close it with"
                      + " }} (for two braces as text, give tags other signs: {{=<% %>=}})");
            }
            return text;
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

  /** The beginning of a text, of its first line. */
  private static String shown(String text) {
    String line = text.lines().findFirst().orElse(text).strip();
    if (line.codePointCount(0, line.length()) <= SHOWN) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "…";
  }

  private static Inspection inspect(Template template) {
    Inspection inspection = new Inspection();
    template.visit(inspection);
    return inspection;
  }
}
