package dev.millrace.schemas.spec;

import dev.millrace.schemas.spec.Field.Presence;
import java.util.List;
import java.util.Optional;

/** The reference of the spec, made of the same fields as its reader. */
final class SpecPage {

  private static final String INTRODUCTION =
      """
      # Pipeline spec

      A pipeline is one YAML file. `./millrace validate SPEC.yaml` tells everything that is wrong with it, with line
      numbers; `./millrace apply SPEC.yaml` puts it in force. Complete examples are in [examples](../examples).

      This page is generated from the fields that the reader knows: do not edit it. Regenerate it with
      `mvn -pl schemas test -Dtest=SpecPageTest -Dmillrace.regenerate=true`.

      - Unknown fields, fields given twice and values of the wrong kind are problems. A field that is `null` counts as absent.
      - Lengths of time are a whole number and a unit: `20ms`, `10s`, `5m`, `24h`, `7d`. Sums of money are in US dollars:
        `5.00 USD`, with up to 12 digits behind the point.
      - A field of the event is named by a JSON Pointer (RFC 6901): `/customer/id`.
      - What is marked *not yet* belongs to the language, but this version does not act on it. `apply` and `validate`
        refuse a spec that asks for it, so that nothing is promised in silence.
      - What is valid and most likely not meant is a *warning*: a prompt that asks for what `governance.pii` drops, a
        path or variable that the spec's own `schema` has no field for or lets be null, an `as` that hides a field of the event,
        `{{event}}` beside rules that do not name all of it (what the rules name is shown as they leave it, the rest as
        it is), variables in `prompt.system` beside a guardrail, a model without a row in the price book. Within a
        section (`{{#a}}`) variables are not judged, nor is what ARNs name. `apply` tells them and goes on; `validate
        --strict` exits with 1.

      """;

  private final StringBuilder page = new StringBuilder(INTRODUCTION);

  private SpecPage() {}

  static String render() {
    SpecPage whole = new SpecPage();
    whole.section("Fields of a spec", "", SpecFields.FIELDS);
    whole.sections("", SpecFields.FIELDS);
    return whole.page.toString();
  }

  private void sections(String path, List<Field<?>> fields) {
    for (Field<?> field : fields) {
      List<Field<?>> children = field.kind().fields();
      if (!children.isEmpty()) {
        String name = path + field.key();
        section("`" + name + "`", field.meaning() + notYet(name), children, name + ".");
        sections(name + ".", children);
      }
    }
  }

  private void section(String title, String text, List<Field<?>> fields) {
    section(title, text, fields, "");
  }

  private void section(String title, String text, List<Field<?>> fields, String path) {
    page.append("## ").append(title).append("\n\n");
    if (!text.isEmpty()) {
      page.append(text).append("\n\n");
    }
    page.append("| field | value | when absent | meaning |\n|---|---|---|---|\n");
    for (Field<?> field : fields) {
      page.append("| `")
          .append(field.key())
          .append("` | ")
          .append(field.kind().shape())
          .append(" | ")
          .append(absence(field.presence()))
          .append(" | ")
          .append(field.meaning())
          .append(notYet(path + field.key()))
          .append(" |\n");
    }
    page.append('\n');
  }

  private static String absence(Presence presence) {
    if (presence instanceof Presence.Required) {
      return "a problem";
    }
    if (presence instanceof Presence.Default preset) {
      return "`" + preset.yaml() + "`";
    }
    return "no value";
  }

  private static String notYet(String path) {
    Optional<Unsupported.Promise> promise =
        Unsupported.TABLE.stream().filter(known -> known.path().equals(path)).findFirst();
    return promise.map(known -> " *Not yet: " + known.lack() + ".*").orElse("");
  }
}
