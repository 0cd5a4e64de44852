package dev.millrace.inference.domain;

import dev.millrace.platform.answers.domain.LabelText;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the answer of a model as what the task asks for. */
public final class AnswerParser {

  private static final String FENCE = "```";

  /** An answer, read. */
  public sealed interface Answer {

    /** One of the labels, spelled as in the pipeline. */
    record Label(String label) implements Answer {}

    /** Free text, or one JSON object. */
    record Text(String text) implements Answer {}

    /** An embedding. */
    record Vector(List<Float> values) implements Answer {}

    /**
     * Not what the task asks for.
     *
     * @param detail one sentence without content of the answer
     */
    record Invalid(String detail) implements Answer {}
  }

  private final Function<String, Optional<String>> jsonObject;

  /**
   * Needs somebody who knows JSON.
   *
   * @param jsonObject returns the text of exactly one JSON object in short form; empty where the
   *     text is something else
   */
  public AnswerParser(Function<String, Optional<String>> jsonObject) {
    this.jsonObject = jsonObject;
  }

  /**
   * Reads the answer to a request.
   *
   * @param schema what an object has to look like; absent where any will do
   */
  public Answer parse(
      InferenceRequest request, CallResult.Content content, Optional<AnswerSchema> schema) {
    if (content instanceof CallResult.Content.Vector vector) {
      return request.getTask() == Task.EMBEDDING
          ? new Answer.Vector(vector.values())
          : new Answer.Invalid("the model answered with a vector instead of text");
    }
    if (content instanceof CallResult.Content.Text text) {
      return switch (request.getTask()) {
        case CLASSIFICATION -> label(text.text(), request.getPrompt().getLabels());
        case EXTRACTION -> object(text.text(), schema);
        case GENERATION -> new Answer.Text(text.text());
        case EMBEDDING -> new Answer.Invalid("the model answered with text instead of a vector");
      };
    }
    if (content instanceof CallResult.Content.Absent absent) {
      return new Answer.Invalid(absent.detail());
    }
    if (content instanceof CallResult.Content.Vectors vectors) {
      return new Answer.Invalid(
          "the model answered with " + vectors.all().size() + " vectors to one text");
    }
    throw new AssertionError(content);
  }

  private static Answer label(String text, List<String> labels) {
    return LabelText.read(text, labels)
        .<Answer>map(Answer.Label::new)
        .orElseGet(
            () ->
                new Answer.Invalid(
                    "the answer of "
                        + text.length()
                        + " characters is none of the "
                        + labels.size()
                        + " labels"));
  }

  private Answer object(String text, Optional<AnswerSchema> schema) {
    Optional<String> object = jsonObject.apply(unfenced(text.strip()));
    if (object.isEmpty()) {
      return new Answer.Invalid(
          "the answer of " + text.length() + " characters is not one JSON object");
    }
    return schema
        .flatMap(known -> known.objection(object.get()))
        .<Answer>map(Answer.Invalid::new)
        .orElseGet(() -> new Answer.Text(object.get()));
  }

  /** Without the Markdown fence that models like to put around JSON. */
  private static String unfenced(String text) {
    if (!text.startsWith(FENCE) || !text.endsWith(FENCE)) {
      return text;
    }
    int firstLine = text.indexOf('\n');
    int end = text.length() - FENCE.length();
    return firstLine < 0 || firstLine > end ? text : text.substring(firstLine + 1, end).strip();
  }
}
