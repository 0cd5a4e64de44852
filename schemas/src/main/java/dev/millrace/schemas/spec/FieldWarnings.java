package dev.millrace.schemas.spec;

import dev.millrace.record.DriftWatch;
import dev.millrace.record.Enrichment;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Source;
import dev.millrace.record.SourceFormat;
import dev.millrace.schemas.Spelling;
import dev.millrace.schemas.event.EventPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a spec asks for fields that events do not have, or that are hidden or dropped before.
 * Each of the private methods is one rule.
 */
final class FieldWarnings {

  private final PipelineSpec spec;
  private final DropRules drops;
  private final Optional<EventPaths> schema;
  private final Consumer<SpecWarning> found;

  /**
   * Of one spec.
   *
   * @param schema of its events; empty where it has none
   * @param found is told what is found
   */
  FieldWarnings(
      PipelineSpec spec,
      DropRules drops,
      Optional<EventPaths> schema,
      Consumer<SpecWarning> found) {
    this.spec = spec;
    this.drops = drops;
    this.schema = schema;
    this.found = found;
  }

  /** Of the sections that say what comes in and what of it is asked about. */
  void ofEvents() {
    sourceOutsideTheSchema();
    rulesOutsideTheSchema();
    keysOutsideTheSchema();
    rowsThatHideFields();
    fieldsThatPromptsCannotHave();
  }

  /** Of the section that says what is watched. */
  void ofDrift() {
    watchedInVain();
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
      place(source, source.getId()).flatMap(FieldWarnings::first).ifPresent(fields::add);
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
    for (Prompted text : Prompted.of(spec)) {
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

  private void warn(String path, String problem, String remedy) {
    found.accept(new SpecWarning(path, problem, remedy));
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
