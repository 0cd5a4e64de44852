package dev.millrace.schemas.spec;

import dev.millrace.record.CallOrder;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Source;
import dev.millrace.record.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The whole spec: its sections, and what they mean together. */
final class SpecFields {

  private static final Field<String> API_VERSION =
      Field.required(
          "apiVersion",
          Kinds.matching(Pattern.compile("millrace/v1"), "`millrace/v1`"),
          "Version of this page's language.");
  private static final Field<String> PIPELINE =
      Field.required("pipeline", Names.pipeline(), "The pipeline's name.");
  private static final Field<Task> TASK =
      Field.required(
          "task",
          Kinds.oneOf(Task.class),
          "What is asked of the model. `classification`: one of the labels. `extraction`: one JSON"
              + " object. `generation`: text. `embedding`: a vector.");
  private static final Field<Section> SOURCE =
      Field.optional(
          "source",
          Kinds.section(SourceSection.FIELDS),
          "A topic of the producer's own. Absent: events come in through `raw-events`.");
  private static final Field<String> SCHEMA =
      Field.optional(
          "schema",
          Names.schemaFile(),
          "What events must look like: JSON Schema 2020-12 or an Avro record. The file's name is"
              + " relative to the spec. Its tags `x-pii` count as if they stood in"
              + " `governance.pii`: see [event schemas](event-schemas.md). Absent: any JSON will"
              + " do.");
  private static final Field<Section> GOVERNANCE =
      Field.byDefault(
          "governance",
          Kinds.section(GovernanceSection.FIELDS),
          "{}",
          "What is let in, and what is taken out.");
  private static final Field<List<Section>> ENRICH =
      Field.byDefault(
          "enrich",
          Kinds.listOf(Kinds.section(EnrichSection.FIELDS)),
          "[]",
          "Rows of reference tables that are added to the event.");
  private static final Field<Section> PROMPT =
      Field.required("prompt", Kinds.section(PromptSection.FIELDS), "What the model is asked.");
  private static final Field<Section> MODELS =
      Field.required("models", Kinds.section(ModelsSection.FIELDS), "Who answers.");
  private static final Field<Section> BATCHING =
      Field.optional(
          "batching",
          Kinds.section(BatchingSection.FIELDS),
          "How requests share calls. Absent: each has its own.");
  private static final Field<CallOrder> ORDER =
      Field.byDefault(
          "order",
          Kinds.oneOf(CallOrder.class),
          "none",
          "`none`: predictions come as answers do. `key`: requests of one ordering key are called"
              + " for one after the other, and their predictions come in the order of the events.");
  private static final Field<Section> CACHE =
      Field.optional(
          "cache",
          Kinds.section(CacheSection.FIELDS),
          "How answers are given again: see [calling models](inference.md#cache). Absent: every"
              + " request is a call.");
  private static final Field<Section> LANES =
      Field.byDefault(
          "lanes",
          Kinds.section(LanesSection.FIELDS),
          "{}",
          "How urgent and patient requests share what there is.");
  private static final Field<List<Section>> BUDGETS =
      Field.byDefault(
          "budgets",
          Kinds.listOf(Kinds.section(BudgetsSection.FIELDS)),
          "[]",
          "Limits on spending; all of them hold.");
  private static final Field<Section> DRIFT =
      Field.optional(
          "drift",
          Kinds.section(DriftSection.FIELDS),
          "What is watched for change. Absent: nothing.");
  private static final Field<Section> QUALITY =
      Field.optional(
          "quality",
          Kinds.section(QualitySection.FIELDS),
          "How answers are judged besides by people's feedback: see [the judge](judge.md). Absent:"
              + " they are not.");
  private static final Field<Section> RETRAINING =
      Field.optional(
          "retraining",
          Kinds.section(RetrainingSection.FIELDS),
          "When a better model is trained, and how it goes live. Absent: people decide.");

  static final List<Field<?>> FIELDS =
      List.of(
          API_VERSION,
          PIPELINE,
          TASK,
          SOURCE,
          SCHEMA,
          GOVERNANCE,
          ENRICH,
          PROMPT,
          MODELS,
          BATCHING,
          ORDER,
          CACHE,
          LANES,
          BUDGETS,
          DRIFT,
          QUALITY,
          RETRAINING);

  private SpecFields() {}

  /** The spec; nothing where a problem has been noted. */
  static @Nullable PipelineSpec read(Section spec, String yaml, SchemaFiles files) {
    spec.read(API_VERSION);
    String pipeline = spec.read(PIPELINE);
    Task task = spec.read(TASK);
    Section sourceSection = spec.read(SOURCE);
    Source source = SourceSection.read(sourceSection);
    var declared = GovernanceSection.read(spec.read(GOVERNANCE));
    var schema = new EventSchemas(files).read(spec, SCHEMA, declared);
    var governance = schema.complete(declared);
    PipelineSpec.Builder read =
        PipelineSpec.newBuilder()
            .setRevision(1)
            .setAppliedAt(Instant.EPOCH)
            .setYaml(yaml)
            .setSource(source)
            .setSchema$(schema.schema())
            .setEnrich(EnrichSection.read(spec.read(ENRICH)))
            .setCache(CacheSection.read(spec.read(CACHE)))
            .setBudgets(BudgetsSection.read(spec.read(BUDGETS)))
            .setDrift(DriftSection.read(spec.read(DRIFT)))
            .setQuality(QualitySection.read(spec.read(QUALITY), task))
            .setRetraining(RetrainingSection.read(spec.read(RETRAINING), spec.has(DRIFT)));
    Section promptSection = spec.read(PROMPT);
    var prompt = PromptSection.read(promptSection, task, new EventSchemas(files));
    var models = ModelsSection.read(spec.read(MODELS));
    var batching = BatchingSection.read(spec.read(BATCHING));
    if (promptSection != null) {
      PromptSection.checkUnshared(promptSection, prompt, batching);
    }
    var lanes = LanesSection.read(spec.read(LANES));
    CallOrder order = spec.read(ORDER);
    if (order == CallOrder.KEY && lanes.bulk() != null && lanes.bulk().getJobs() != null) {
      spec.wrong(
          ORDER,
          "key cannot be combined with lanes.bulk.jobs, which ask many at once: remove one of them");
    }
    SourceSection.refuseTagged(sourceSection, source, governance);
    if (!spec.isSound()) {
      return null;
    }
    return read.setPipeline(pipeline)
        .setTask(task)
        .setGovernance(governance)
        .setPrompt(prompt)
        .setModels(models)
        .setBatching(batching)
        .setOrder(order)
        .setLanes(lanes.weights())
        .setDefaultLane(lanes.absent())
        .setBulk(lanes.bulk())
        .build();
  }

  /** Where a field of this name stands, for one that was written in the wrong place. */
  static Optional<String> pathOf(String key) {
    return FIELDS.stream().flatMap(field -> paths(field, key).stream()).findFirst();
  }

  private static List<String> paths(Field<?> field, String key) {
    if (field.key().equals(key)) {
      return List.of(key);
    }
    return field.kind().fields().stream()
        .flatMap(child -> paths(child, key).stream())
        .map(path -> field.key() + "." + path)
        .toList();
  }
}
