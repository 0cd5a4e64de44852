package dev.millrace.schemas.spec;

import dev.millrace.record.BatchingMode;
import dev.millrace.record.BulkLane;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Task;
import dev.millrace.schemas.Spelling;
import dev.millrace.schemas.event.EventPaths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what is most likely not meant in a valid spec: what makes every event fail, and what has no
 * effect. Each of the methods is one rule.
 */
public final class SpecWarnings {

  /** What a batch job has to have left where the job's own settings do not say otherwise. */
  private static final Duration SHORTEST_JOB = Duration.ofHours(25);

  private final PipelineSpec spec;
  private final DropRules drops;
  private final Optional<EventPaths> schema;
  private final List<SpecWarning> found = new ArrayList<>();

  private SpecWarnings(PipelineSpec spec) {
    this.spec = spec;
    this.drops = new DropRules(spec.getGovernance().getPii());
    this.schema = Optional.ofNullable(spec.getSchema$()).map(EventPaths::of);
  }

  /**
   * What is to be said about a spec, in the order of its sections.
   *
   * @param models ids of the models that are known
   */
  public static List<SpecWarning> of(PipelineSpec spec, Set<String> models) {
    SpecWarnings warnings = new SpecWarnings(spec);
    FieldWarnings fields =
        new FieldWarnings(spec, warnings.drops, warnings.schema, warnings.found::add);
    fields.ofEvents();
    warnings.wholeEventBesideRules();
    warnings.eventBehindTheGuardrail();
    warnings.unknownModels(models);
    warnings.packedInVain();
    warnings.jobsInVain();
    warnings.found.addAll(BudgetWarnings.of(spec, models));
    fields.ofDrift();
    return List.copyOf(warnings.found);
  }

  /** What it shows is governed; but nobody has decided about fields that no rule names. */
  private void wholeEventBesideRules() {
    Set<String> rules = drops.pii().keySet();
    boolean isSettled =
        rules.isEmpty() || rules.contains("/*") || schema.filter(EventPaths::namesAll).isPresent();
    for (Prompted text : isSettled ? List.<Prompted>of() : Prompted.of(spec)) {
      if (Templates.showsWholeEvent(text.template())) {
        warn(
            text.path(),
            "{{event}} shows the model each field that no rule of governance.pii is about, those"
                + " that nobody has thought of as well",
            "name the fields that the prompt needs, or give a schema with"
                + " additionalProperties: false");
      }
    }
  }

  /** Bedrock holds messages against guardrails, and not instructions. */
  private void eventBehindTheGuardrail() {
    String system = spec.getPrompt().getSystem();
    if (spec.getModels().getGuardrail() != null
        && system != null
        && Templates.dependsOnEvent(system)) {
      warn(
          "prompt.system",
          "the guardrail does not look at instructions, so what an event puts there passes unseen",
          "name the fields of the event in prompt.user only");
    }
  }

  private void unknownModels(Set<String> models) {
    unknown("models.champion", spec.getModels().getChampion(), models);
    List<String> fallback = spec.getModels().getFallback();
    for (int i = 0; i < fallback.size(); i++) {
      unknown("models.fallback[" + i + "]", fallback.get(i), models);
    }
    if (spec.getQuality() != null) {
      unknown("quality.judge.model", spec.getQuality().getJudge().getModel(), models);
    }
  }

  /** Of the models on Bedrock that embed, those of Cohere take several texts. */
  private void packedInVain() {
    String champion = spec.getModels().getChampion();
    if (spec.getTask() == Task.EMBEDDING
        && spec.getBatching().getMode() == BatchingMode.PACKED
        && !champion.contains("cohere.embed")) {
      warn(
          "batching.mode",
          champion + " takes one text a call, so no call is shared",
          "choose single, or a model such as cohere.embed-v4:0");
    }
  }

  /** Bedrock gives a job a day at least, and holds nothing of it against guardrails. */
  private void jobsInVain() {
    BulkLane bulk = spec.getBulk();
    if (bulk == null || bulk.getJobs() == null) {
      return;
    }
    String consequence = ", so every request of the lane is asked for by a call of its own";
    if (spec.getModels().getGuardrail() != null) {
      warn(
          "lanes.bulk.jobs",
          "batch jobs know no guardrails" + consequence,
          "take out the jobs, or the guardrail");
    }
    if (bulk.getDeadlineMillis() < SHORTEST_JOB.toMillis() + bulk.getJobs().getMaxWaitMillis()) {
      warn(
          "lanes.bulk.deadline",
          "it leaves no time for a batch job, which may take a day" + consequence,
          "give it 36h, say");
    }
  }

  /** ARNs are each account's own: no book knows them. */
  private void unknown(String path, String model, Set<String> models) {
    if (!models.contains(model) && !model.startsWith("arn:")) {
      warn(
          path,
          model + " is not in the price book, so what its calls cost stays unknown",
          Spelling.nearest(model, new TreeSet<>(models))
              .map(near -> "did you mean " + near + "?")
              .orElse("check that Bedrock has a model of this id"));
    }
  }

  private void warn(String path, String problem, String remedy) {
    found.add(new SpecWarning(path, problem, remedy));
  }
}
