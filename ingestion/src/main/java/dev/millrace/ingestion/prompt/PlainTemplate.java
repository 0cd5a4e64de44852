package dev.millrace.ingestion.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.millrace.ingestion.domain.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A template of text and variables alone, which most prompts are: filled in without the library's
 * looking for each variable in scopes that there are not.
 *
 * <p><i>Shape</i>: what it writes is what the library would have written. Where an event does not
 * have a variable, nothing is written, and the library is to say what is wrong.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class PlainTemplate {

  /**
   * Names that mean nothing but members: no dot alone, no sign of the library's. Nothing is given
   * back once it is taken: otherwise each name would take stack.
   */
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_]++(?:\\.[A-Za-z0-9_]++)*+");

  /** In the library's templates it is whatever is looked at. */
  private static final String THIS = "this";

  /** Texts and variables in turn, beginning and ending with a text. */
  private final List<String> texts;

  private final List<Variable> variables;

  /** A variable by its whole name, which a member may have, and by the parts between its dots. */
  private record Variable(String name, List<String> parts) {}

  private PlainTemplate(List<String> texts, List<Variable> variables) {
    this.texts = texts;
    this.variables = variables;
  }

  /** The template, unless there is more to it than text and variables. */
  static Optional<PlainTemplate> of(Template template) {
    Parts parts = new Parts();
    template.visit(parts);
    return parts.plain();
  }

  /** Takes a template apart. */
  private static final class Parts implements Mustache.Visitor {

    private final List<String> texts = new ArrayList<>();
    private final List<Variable> variables = new ArrayList<>();
    private StringBuilder text = new StringBuilder();
    private boolean isPlain = true;

    Optional<PlainTemplate> plain() {
      texts.add(text.toString());
      return isPlain ? Optional.of(new PlainTemplate(texts, variables)) : Optional.empty();
    }

    @Override
    public void visitText(String more) {
      text.append(more);
    }

    @Override
    public void visitVariable(String name) {
      List<String> parts = List.of(name.split("\\.", -1));
      isPlain &= NAMES.matcher(name).matches() && !parts.contains(THIS);
      texts.add(text.toString());
      text = new StringBuilder();
      variables.add(new Variable(name, parts));
    }

    @Override
    public boolean visitInclude(String name) {
      return more();
    }

    @Override
    public boolean visitParent(String name) {
      return more();
    }

    @Override
    public boolean visitBlock(String name) {
      return more();
    }

    @Override
    public boolean visitSection(String name) {
      return more();
    }

    @Override
    public boolean visitInvertedSection(String name) {
      return more();
    }

    private boolean more() {
      isPlain = false;
      return false;
    }
  }

  /**
   * Fills it in.
   *
   * @return whether the event has all that it asks for; nothing was written otherwise
   */
  boolean fill(JsonValue event, BoundedText to) throws IOException {
    String[] values = new String[variables.size()];
    for (int i = 0; i < values.length; i++) {
      String value = text(event, variables.get(i));
      if (value == null) {
        return false;
      }
      values[i] = value;
    }
    to.append(texts.get(0));
    for (int i = 0; i < values.length; i++) {
      to.append(values[i]).append(texts.get(i + 1));
    }
    return true;
  }

  /** As the prompt shows it; null where the event does not have it, or has it as null. */
  private static @Nullable String text(JsonValue event, Variable variable) {
    JsonValue value = EventFields.outermost(event, variable.name());
    if (value == null) {
      value = inside(event, variable.parts());
    }
    return value == null || value instanceof JsonValue.Nothing ? null : value.text();
  }

  /** What is null, true or false has no members. */
  private static @Nullable JsonValue inside(JsonValue event, List<String> parts) {
    JsonValue value = EventFields.outermost(event, parts.get(0));
    for (int i = 1; i < parts.size() && value != null; i++) {
      value = value.member(parts.get(i)).orElse(null);
    }
    return value;
  }
}
