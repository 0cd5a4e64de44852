package dev.millrace.schemas.spec;

import dev.millrace.record.BatchingMode;
import dev.millrace.record.BulkLane;
import dev.millrace.record.DriftWatch;
import dev.millrace.record.Enrichment;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Source;
import dev.millrace.record.SourceFormat;
import dev.millrace.record.Task;
import dev.millrace.schemas.Spelling;
import dev.millrace.schemas.event.EventPaths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
    warnings.sourceOutsideTheSchema();
    warnings.rulesOutsideTheSchema();
    warnings.keysOutsideTheSchema();
    warnings.rowsThatHideFields();
    warnings.fieldsThatPromptsCannotHave();
    warnings.wholeEventBesideRules();
    warnings.eventBehindTheGuardrail();
    warnings.unknownModels(models);
    warnings.packedInVain();
    warnings.jobsInVain();
    warnings.found.addAll(BudgetWarnings.of(spec, models));
    warnings.watchedInVain();
    return List.copyOf(warnings.found);
  }

  private void sourceOutsideTheSchema() {
    Source source = spec.getSource();
    if (source != null) {
      String lost = "so every record becomes a dead letter";
      outside("source.id", place(source, source.getId()), lost);
      outside("source.key", place(source, source.getKey()), lost);
      outside("source.tenant", place(source, source.getTenant()), lost);
      outside("source.time", place(source, source.getTime()), "so the record's timestamp counts");
    }
  }

  private void rulesOutsideTheSchema() {
    for (String path : new TreeSet<>(drops.pii().keySet())) {
      List<String> place = Pointers.names(path);
      if (!isOfRow(place)) {
        outside("governance.pii." + path, Optional.of(place), "so the rule finds nothing");
      }
    }
  }

  private void keysOutsideTheSchema() {
    for (int i = 0; i < spec.getEnrich().size(); i++) {
      outside(
          "enrich[" + i + "].key",
          Optional.of(Pointers.names(spec.getEnrich().get(i).getKey())),
          "so no row is ever found");
    }
  }

  /** Without a schema, the fields are known that the spec itself asks for. */
  private void rowsThatHideFields() {
    Set<String> fields = new TreeSet<>();
    schema.ifPresent(paths -> fields.addAll(paths.namedAt(List.of())));
    spec.getEnrich().forEach(one -> first(Pointers.names(one.getKey())).ifPresent(fields::add));
    Source source = spec.getSource();
    if (source != null) {
      place(source, source.getId()).flatMap(SpecWarnings::first).ifPresent(fields::add);
    }
    for (int i = 0; i < spec.getEnrich().size(); i++) {
      String name = spec.getEnrich().get(i).getAs();
      if (fields.contains(name)) {
        warn(
            "enrich[" + i + "].as",
            name + " hides the field of that name that the event has, from the prompt as well",
            "choose another name");
      }
    }
  }

  private void fieldsThatPromptsCannotHave() {
    for (Prompted text : prompts()) {
      for (Templates.Mention mention : Templates.mentions(text.template())) {
        List<String> place = mention.place();
        Optional<String> rule = drops.dropping(place);
        if (rule.isPresent()) {
          warn(
              text.path(),
              mention
                  + " asks for what governance drops ("
                  + rule.get()
                  + "), "
                  + consequence(mention),
              "take it out of the prompt, or let governance.pii mask, hash or redact it");
        } else if (!isOfRow(place) && schema.filter(paths -> !paths.has(place)).isPresent()) {
          warn(
              text.path(),
              mention + " is no field of the schema, " + consequence(mention),
              corrected(place)
                  .map(near -> "did you mean {{" + String.join(".", near) + "}}?")
                  .orElse("correct the name, or add the field to the schema"));
        } else if (mention.kind() == Templates.MentionKind.VARIABLE && mayBeNull(place)) {
          warn(
              text.path(),
              mention + " may be null by the schema, so events in which it is become dead letters",
              "write {{#"
                  + mention.name()
                  + "}}…{{/"
                  + mention.name()
                  + "}} around it, or let the schema ask for a value");
        }
      }
    }
  }

  private boolean mayBeNull(List<String> place) {
    return !isOfRow(place) && schema.filter(paths -> paths.mayBeNull(place)).isPresent();
  }

  /** What it shows is governed; but nobody has decided about fields that no rule names. */
  private void wholeEventBesideRules() {
    Set<String> rules = drops.pii().keySet();
    boolean isSettled =
        rules.isEmpty() || rules.contains("/*") || schema.filter(EventPaths::namesAll).isPresent();
    for (Prompted text : isSettled ? List.<Prompted>of() : prompts()) {
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

  private void watchedInVain() {
    DriftWatch watch = spec.getDrift();
    if (watch == null) {
      return;
    }
    for (String pointer : new TreeSet<>(watch.getFeatures().keySet())) {
      watchedInVain("drift.features." + pointer, pointer);
    }
    if (watch.getSegments() != null) {
      watchedInVain("drift.segments.field", watch.getSegments().getField());
    }
  }

  private void watchedInVain(String path, String pointer) {
    List<String> place = Pointers.names(pointer);
    Optional<String> rule = drops.dropping(place);
    if (rule.isPresent()) {
      warn(
          path,
          "governance drops it (" + rule.get() + "), so there is nothing to watch",
          "remove it, or let governance.pii mask or hash it");
    } else if (!isOfRow(place)) {
      outside(path, Optional.of(place), "so there is nothing to watch");
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

  private void outside(String path, Optional<List<String>> place, String consequence) {
    if (place.isPresent() && schema.filter(paths -> !paths.has(place.get())).isPresent()) {
      warn(
          path,
          "the schema has no field " + Pointers.of(place.get()) + ", " + consequence,
          corrected(place.get())
              .map(near -> "did you mean " + Pointers.of(near) + "?")
              .orElse("correct the path, or add the field to the schema"));
    }
  }

  /** The place with the first name that is wrong in it spelled as the schema has it. */
  private Optional<List<String>> corrected(List<String> place) {
    EventPaths paths = schema.orElseThrow();
    int known = 0;
    while (paths.has(place.subList(0, known + 1))) {
      known++;
    }
    int wrong = known;
    return Spelling.nearest(place.get(wrong), paths.namedAt(place.subList(0, wrong)))
        .map(
            near -> {
              List<String> corrected = new ArrayList<>(place);
              corrected.set(wrong, near);
              return corrected;
            })
        .filter(paths::has);
  }

  private boolean isOfRow(List<String> place) {
    return first(place)
        .filter(name -> spec.getEnrich().stream().map(Enrichment::getAs).anyMatch(name::equals))
        .isPresent();
  }

  private record Prompted(String path, String template) {}

  private List<Prompted> prompts() {
    List<Prompted> prompts = new ArrayList<>();
    String system = spec.getPrompt().getSystem();
    if (system != null) {
      prompts.add(new Prompted("prompt.system", system));
    }
    prompts.add(new Prompted("prompt.user", spec.getPrompt().getUser()));
    return prompts;
  }

  private void warn(String path, String problem, String remedy) {
    found.add(new SpecWarning(path, problem, remedy));
  }

  private static String consequence(Templates.Mention mention) {
    return switch (mention.kind()) {
      case VARIABLE -> "so every event becomes a dead letter";
      case SECTION -> "so the section is never shown";
      case INVERTED -> "so the section is always shown";
    };
  }

  /** Where a pointer of the source stands in the event; an attribute of a CloudEvent does not. */
  private static Optional<List<String>> place(Source source, @Nullable String pointer) {
    if (pointer == null) {
      return Optional.empty();
    }
    List<String> names = Pointers.names(pointer);
    if (source.getFormat() != SourceFormat.CLOUDEVENTS) {
      return Optional.of(names);
    }
    return first(names).filter("data"::equals).map(data -> names.subList(1, names.size()));
  }

  private static Optional<String> first(List<String> names) {
    return names.stream().findFirst();
  }
}
