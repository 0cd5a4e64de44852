package dev.millrace.ingestion.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.millrace.ingestion.domain.PromptRendering;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prompt;
import dev.millrace.record.PromptTemplate;
import dev.millrace.schemas.Cause;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Fills in prompts written in Mustache.
 *
 * <p><i>Shape</i>: the members of the event are variables, nested ones with dots; {@code event} is
 * the whole event. Strings appear as they are, everything else as compact JSON with the digits it
 * was written with. Nothing is escaped: a prompt is text. A variable that the event does not have,
 * or has as null, is an error; a section of one that is absent, null, false or an empty array is
 * left out, and so is the pass for an item that is null. What grows beyond the largest prompt is
 * not filled in to its end.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class MustachePrompts implements PromptRendering.Renderer {

  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .escapeHTML(false)
          .withCollector(new EventFields())
          .withFormatter(MustachePrompts::shown);

  /** UTF-16 units. */
  private static final int USUAL_TEXT = 1024;

  private final Map<String, Compiled> byPipeline = new ConcurrentHashMap<>();

  private record Compiled(
      @Nullable String systemText, String userText, @Nullable Filling system, Filling user) {

    boolean isOf(PromptTemplate prompt) {
      return Objects.equals(systemText, prompt.getSystem()) && userText.equals(prompt.getUser());
    }
  }

  /** A template, and itself once more where it is a plain one. */
  private record Filling(Template template, Optional<PlainTemplate> plain) {

    static Filling of(String text) {
      Template template = compile(text);
      return new Filling(template, PlainTemplate.of(template));
    }

    void fill(EventFields.Scope scope, BoundedText to) {
      try {
        if (plain.isEmpty() || !plain.get().fill(scope.event(), to)) {
          template.execute(scope, to);
        }
      } catch (IOException e) {
        throw new MustacheException(e);
      }
    }
  }

  @Override
  public PromptRendering render(PipelineSpec spec, JsonValue event) {
    Compiled templates;
    try {
      templates = compiled(spec);
    } catch (MustacheException e) {
      return new PromptRendering.Incomplete(
          Cause.INVALID_FIELD,
          "the pipeline's prompt is no Mustache template: correct the spec and apply it");
    }
    try {
      EventFields.Scope scope = new EventFields.Scope(event);
      Filling system = templates.system();
      String systemText = templates.systemText();
      BoundedText instructions =
          new BoundedText(PromptRendering.MAX_BYTES, systemText == null ? 0 : systemText.length());
      if (system != null) {
        system.fill(scope, instructions);
      }
      BoundedText user = new BoundedText(instructions.room(), USUAL_TEXT);
      templates.user().fill(scope, user);
      return new PromptRendering.Complete(
          Prompt.newBuilder()
              .setSystem(system == null ? null : instructions.toString())
              .setUser(user.toString())
              .setLabels(spec.getPrompt().getLabels())
              .build());
    } catch (MustacheException.Context e) {
      return new PromptRendering.Incomplete(
          Cause.MISSING_VARIABLE,
          "the prompt asks for {{"
              + e.key
              + "}} in its line "
              + e.lineNo
              + ", and in the event it is absent or null: send it, or write {{#"
              + e.key
              + "}}…{{/"
              + e.key
              + "}} around what is to be said of it only where it is there");
    } catch (MustacheException | UnsupportedOperationException | IndexOutOfBoundsException e) {
      // Of a tag of dots alone the library says that an index is out of bounds.
      if (e.getCause() instanceof BoundedText.FullException) {
        return PromptRendering.tooLarge();
      }
      return new PromptRendering.Incomplete(
          Cause.INVALID_FIELD,
          "the pipeline's prompt cannot be filled in: it may hold variables and sections only");
    }
  }

  static Template compile(String template) {
    try {
      return COMPILER.compile(template);
    } catch (IndexOutOfBoundsException e) {
      // Of an empty tag the library says so.
      throw new MustacheException("a tag is empty", e);
    }
  }

  private Compiled compiled(PipelineSpec spec) {
    PromptTemplate prompt = spec.getPrompt();
    Compiled known = byPipeline.get(spec.getPipeline());
    if (known == null || !known.isOf(prompt)) {
      String system = prompt.getSystem();
      known =
          new Compiled(
              system,
              prompt.getUser(),
              system == null ? null : Filling.of(system),
              Filling.of(prompt.getUser()));
      byPipeline.put(spec.getPipeline(), known);
    }
    return known;
  }

  private static CharSequence shown(Object value) {
    return value instanceof JsonValue json ? json.text() : String.valueOf(value);
  }
}
