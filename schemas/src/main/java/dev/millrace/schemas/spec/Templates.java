package dev.millrace.schemas.spec;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** The kind of text that has variables: Mustache, without what would need other templates. */
final class Templates {

  private static final Mustache.Compiler COMPILER = Mustache.compiler().escapeHTML(false);

  private Templates() {}

  /** Looks for what a template asks of the event, and of other templates. */
  private static final class Inspection implements Mustache.Visitor {

    private boolean asksForFields;
    private @Nullable String included;

    @Override
    public void visitText(String text) {}

    @Override
    public void visitVariable(String name) {
      asksForFields = true;
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
      asksForFields = true;
      return true;
    }

    @Override
    public boolean visitInvertedSection(String name) {
      asksForFields = true;
      return true;
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
            Inspection inspection = inspect(COMPILER.compile(text));
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
    return inspect(COMPILER.compile(template)).asksForFields;
  }

  private static Inspection inspect(Template template) {
    Inspection inspection = new Inspection();
    template.visit(inspection);
    return inspection;
  }
}
