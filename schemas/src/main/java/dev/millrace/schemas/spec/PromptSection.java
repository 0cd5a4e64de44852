package dev.millrace.schemas.spec;

import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.EventSchema;
import dev.millrace.record.PromptTemplate;
import dev.millrace.record.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code prompt}: what the model is asked. */
final class PromptSection {

  /**
   * An answer is compared with the labels after spaces and quotes around it and a full stop behind
   * it are taken off, and labels are shown to the model one a line.
   */
  private static final Pattern LABEL =
      Pattern.compile(
          "(?![\\p{IsWhite_Space}\"'`*“”‘’])[^\\p{Cntrl}\\u2028\\u2029]{1,200}"
              + "(?<![\\p{IsWhite_Space}\"'`*“”‘’.])");

  private static final Field<String> SYSTEM =
      Field.optional(
          "system", Templates.template(), "Instructions. Absent: none. Not for `embedding`.");
  private static final Field<String> USER =
      Field.required(
          "user",
          Templates.template(),
          "Text to work on. The fields of the event are variables (`{{body}}`,"
              + " `{{customer.tier}}`), and `{{event}}` is the whole event as compact JSON. An"
              + " event in which a field that is asked for is absent or null becomes a dead letter"
              + " (`MISSING_VARIABLE`), and so does one of which nothing is shown but white space"
              + " (`EMPTY_PROMPT`). A field that may be absent or null stands in a section:"
              + " `{{#note}}Note: {{note}}{{/note}}`. Two braces that are to be text stand"
              + " behind a tag that gives tags other signs: `{{=<% %>=}}`, and fields are"
              + " `<%body%>` then.");
  private static final Field<List<String>> LABELS =
      Field.byDefault(
          "labels",
          Kinds.listOf(
              Kinds.matching(
                  LABEL,
                  "a line of at most 200 characters without spaces or quotes around it or a full"
                      + " stop behind it")),
          "[]",
          "Labels to choose from, two or more. For the task `classification`, and no other.");
  private static final Field<Integer> MAX_TOKENS =
      Field.optional(
          "maxTokens",
          Quantities.integer(1, 1_000_000),
          "Upper bound of the answer in tokens. Absent: the platform chooses. Not for `embedding`.");

  private static final Field<String> ANSWER =
      Field.optional(
          "answer",
          Names.answerFile(),
          "What the object must look like: JSON Schema 2020-12, in a file whose name is relative"
              + " to the spec. The model is shown it with every call. For the task `extraction`,"
              + " and no other. Absent: any object will do.");
  private static final Field<Boolean> REPAIR =
      Field.byDefault(
          "repair",
          Kinds.truth(),
          "true",
          "Whether the model is asked once more, in a call that is paid for like any other, where"
              + " its answer is none of the labels or not the object that it should be. Only for"
              + " `classification` and `extraction`.");

  private static final Field<Boolean> STREAM =
      Field.byDefault(
          "stream",
          Kinds.truth(),
          "false",
          "Whether the answer is also given piece by piece, while the model writes it: see [calling"
              + " models](inference.md#streams). Only for `generation`, and not with `packed`.");

  static final List<Field<?>> FIELDS =
      List.of(SYSTEM, USER, LABELS, MAX_TOKENS, ANSWER, REPAIR, STREAM);

  private PromptSection() {}

  static @Nullable PromptTemplate read(
      @Nullable Section section, @Nullable Task task, EventSchemas files) {
    if (section == null) {
      return null;
    }
    String system = section.read(SYSTEM);
    String user = section.read(USER);
    List<String> labels = section.read(LABELS);
    Integer maxTokens = section.read(MAX_TOKENS);
    EventSchema answer = answer(section, task, files);
    Boolean repair = section.read(REPAIR);
    Boolean stream = section.read(STREAM);
    if (labels != null && task != null) {
      checkLabels(section, task, labels);
    }
    if (task == Task.EMBEDDING) {
      checkEmbedding(section);
    }
    if (user != null
        && !Templates.dependsOnEvent(user)
        && (system == null || !Templates.dependsOnEvent(system))) {
      section.wrong(
          USER, "asks the same of every event: name a field such as {{body}}, or {{event}}");
    }
    if (task != null && task != Task.CLASSIFICATION && task != Task.EXTRACTION) {
      checkRepair(section, task);
    }
    if (stream != null && stream && task != null && task != Task.GENERATION) {
      section.wrong(
          STREAM, "only the answers of the task generation come piece by piece: remove the field");
    }
    return section.isSound()
        ? new PromptTemplate(
            system,
            user,
            labels,
            maxTokens,
            answer,
            repair == null || repair,
            stream != null && stream)
        : null;
  }

  /** A shared answer is an array that nobody can read along. */
  static void checkUnshared(
      Section section, @Nullable PromptTemplate prompt, @Nullable Batching batching) {
    if (prompt != null
        && prompt.getStream()
        && batching != null
        && batching.getMode() == BatchingMode.PACKED) {
      section.wrong(
          STREAM, "answers of shared calls do not come piece by piece: remove it, or batching");
    }
  }

  private static @Nullable EventSchema answer(
      Section section, @Nullable Task task, EventSchemas files) {
    if (section.has(ANSWER) && task != null && task != Task.EXTRACTION) {
      section.wrong(ANSWER, "only the answers of the task extraction have a schema: remove it");
      return null;
    }
    EventSchemas.Read read = files.read(section, ANSWER, null);
    if (!read.pii().isEmpty()) {
      section.wrong(ANSWER, "x-pii has no effect on answers: remove it from the file");
    }
    return read.schema();
  }

  private static void checkRepair(Section section, Task task) {
    if (section.has(REPAIR)) {
      section.wrong(
          REPAIR,
          "no answer of the task "
              + task.name().toLowerCase(Locale.ROOT)
              + " is repaired: remove the field");
    }
  }

  private static void checkLabels(Section section, Task task, List<String> labels) {
    if (task != Task.CLASSIFICATION) {
      if (!labels.isEmpty()) {
        section.wrong(LABELS, "only the task classification has labels: remove them");
      }
      return;
    }
    if (labels.size() < 2) {
      section.wrong(LABELS, "the task classification needs two labels or more");
    }
    Set<String> taken = new HashSet<>();
    for (String label : labels) {
      if (!taken.add(label.toLowerCase(Locale.ROOT))) {
        section.wrong(LABELS, "the label " + label + " is given twice (case does not count)");
      }
    }
  }

  private static void checkEmbedding(Section section) {
    for (Field<?> field : List.of(SYSTEM, MAX_TOKENS)) {
      if (section.has(field)) {
        section.wrong(field, "the task embedding has no use for it: remove the field");
      }
    }
  }
}
