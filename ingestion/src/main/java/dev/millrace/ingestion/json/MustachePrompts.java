package dev.millrace.ingestion.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.millrace.ingestion.domain.PromptRendering;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prompt;
import dev.millrace.record.PromptTemplate;
import dev.millrace.schemas.Cause;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Fills in prompts written in Mustache.
 *
 * <p><i>Shape</i>: the fields of the event are variables, {@code event} is the whole event as
 * compact JSON. Nothing is escaped: a prompt is text. A variable that the event does not have is an
 * error, a null is the empty text, objects and arrays are written as JSON.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class MustachePrompts implements PromptRendering.Renderer {

  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .escapeHTML(false)
          .nullValue("")
          .withFormatter(String::valueOf)
          .withCollector(new Fields());

  private final Map<String, Compiled> byPipeline = new ConcurrentHashMap<>();

  private record Compiled(int revision, @Nullable Template system, Template user) {}

  /** Knows maps and lists only, so that a template reaches data and never code. */
  private static final class Fields extends BasicCollector {
    @Override
    public <K, V> Map<K, V> createFetcherCache() {
      return new ConcurrentHashMap<>();
    }
  }

  /** Why a text is no template; empty where it is one. */
  public static Optional<String> problem(String template) {
    try {
      COMPILER.compile(template);
      return Optional.empty();
    } catch (MustacheException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public PromptRendering render(PipelineSpec spec, Object content) {
    Map<String, Object> variables = variables((JsonNode) content);
    try {
      Compiled templates = compiled(spec);
      return new PromptRendering.Complete(
          Prompt.newBuilder()
              .setSystem(templates.system() == null ? null : templates.system().execute(variables))
              .setUser(templates.user().execute(variables))
              .setLabels(spec.getPrompt().getLabels())
              .build());
    } catch (MustacheException.Context e) {
      return new PromptRendering.Incomplete(
          Cause.MISSING_VARIABLE,
          "the prompt asks for {{"
              + e.key
              + "}} in its line "
              + e.lineNo
              + ", and the event has no such field");
    } catch (MustacheException e) {
      return new PromptRendering.Incomplete(
          Cause.MISSING_VARIABLE, "the prompt cannot be filled in with this event");
    }
  }

  private Compiled compiled(PipelineSpec spec) {
    Compiled known = byPipeline.get(spec.getPipeline());
    if (known == null || known.revision() != spec.getRevision()) {
      PromptTemplate prompt = spec.getPrompt();
      String system = prompt.getSystem();
      known =
          new Compiled(
              spec.getRevision(),
              system == null ? null : COMPILER.compile(system),
              COMPILER.compile(prompt.getUser()));
      byPipeline.put(spec.getPipeline(), known);
    }
    return known;
  }

  private static Map<String, Object> variables(JsonNode event) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("event", event.toString());
    if (event.isObject()) {
      event
          .properties()
          .forEach(field -> variables.put(field.getKey(), JsonTree.plain(field.getValue())));
    }
    return variables;
  }
}
