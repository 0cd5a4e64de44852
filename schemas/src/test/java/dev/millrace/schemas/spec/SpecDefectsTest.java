package dev.millrace.schemas.spec;

import static dev.millrace.schemas.spec.SpecTexts.READER;
import static dev.millrace.schemas.spec.SpecTexts.SMALLEST;
import static dev.millrace.schemas.spec.SpecTexts.WHOLE;
import static dev.millrace.schemas.spec.SpecTexts.mine;
import static dev.millrace.schemas.spec.SpecTexts.pii;
import static dev.millrace.schemas.spec.SpecTexts.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader says of specs that it does not take. */
class SpecDefectsTest {

  @Test
  void tellsAllProblemsAtOnceWithTheirPlaces() {
    String yaml =
        """
        apiVersion: millrace/v2
        pipeline: Ticket Triage
        task: clasification
        governance: { dedupe: 24, maxBites: 10 }
        prompt:
          user: 5
          labels: [a, a.]
        models: {}
        """;

    assertThat(problems(READER.read(yaml)))
        .containsExactly(
            "line 1: apiVersion: expected `millrace/v1`, got \"millrace/v2\"",
            "line 2: pipeline: expected a name of at most 63 lower-case letters, digits and"
                + " hyphens, no hyphen at either end, got \"Ticket Triage\"",
            "line 3: task: expected one of `classification`, `extraction`, `generation`,"
                + " `embedding`, got \"clasification\"",
            "line 4: governance.dedupe: expected a length of time from 1s to 7d, such as 20ms,"
                + " 10s, 5m, 24h or 7d, got the number 24",
            "line 4: governance.maxBites: is unknown; did you mean maxBytes?",
            "line 6: prompt.user: expected a Mustache template, got the number 5: put it in"
                + " quotes",
            "line 7: prompt.labels[1]: expected a line of at most 200 characters without spaces or"
                + " quotes around it or a full stop behind it, got \"a.\"",
            "line 8: models: the field champion is missing: it takes a Bedrock model id such as"
                + " `amazon.nova-micro-v1:0`, or an ARN");
  }

  @Test
  void countsColumnsFromOne() {
    SpecResult.Invalid invalid = (SpecResult.Invalid) READER.read(SMALLEST + "tusk: generation\n");

    assertThat(invalid.problems())
        .containsExactly(new SpecProblem(8, 1, "tusk", "is unknown; did you mean task?"));
  }

  @Test
  void quotesNamesWithoutLettingThemBreakTheLine() {
    assertThat(problems(READER.read(SMALLEST + "\"a\\nb\\e[31m\": 1\n")).get(0))
        .startsWith("line 8: a b [31m: is unknown; a spec has the fields");
  }

  static Stream<Arguments> defects() {
    return Stream.of(
        argumentSet("empty", "", "the spec is empty"),
        argumentSet("no mapping", "- a\n", "expected a mapping"),
        argumentSet("no YAML", "a: [1, 2\nb: 3\n", "line 2: not YAML: expected ',' or ']'"),
        argumentSet("two documents", SMALLEST + "---\na: 1\n", "line 8: not YAML: but found"),
        argumentSet("control characters", "a: \u0000\n", "not YAML: "),
        argumentSet("very deep", "[".repeat(100_000), "nested more than 50 levels deep"),
        argumentSet("very long", "#" + "x".repeat(300_000), "is longer than 262144 bytes"),
        argumentSet("itself", "&a [*a]", "expected a mapping"),
        argumentSet("key twice", SMALLEST + "task: embedding\n", "line 8: task: is given twice"),
        argumentSet("key that is no text", SMALLEST + "5: a\n", "expected the name of a field"),
        argumentSet("elsewhere", SMALLEST + "labels: [a]\n", "it is written as prompt.labels"),
        argumentSet("strange key", SMALLEST + "zzzzzz: 1\n", "a spec has the fields apiVersion"),
        argumentSet("section of text", SMALLEST + "drift: soon\n", "expected a mapping with the"),
        argumentSet("list of text", SMALLEST + "budgets: [5 USD]\n", "budgets[0]: expected a map"),
        argumentSet("no list", SMALLEST + "enrich: {}\n", "expected a list, got a mapping"),
        argumentSet("own topic", SMALLEST + source("topic: predictions"), "Millrace's own"),
        argumentSet("no id", SMALLEST + "source: { topic: t, format: avro }\n", "field id is miss"),
        argumentSet("no pointer", SMALLEST + source("topic: t, key: id"), "JSON Pointer"),
        argumentSet("bad escape", SMALLEST + source("topic: t, key: /a~2"), "JSON Pointer"),
        argumentSet("other schema file", SMALLEST + "schema: a.xsd\n", "ends in `.json`"),
        argumentSet("no PII action", SMALLEST + pii("/a: encrypt"), "pii./a: expected one of"),
        argumentSet("PII twice", SMALLEST + pii("/a: hash, /a: drop"), "pii./a: is given twice"),
        argumentSet("PII without a pointer", SMALLEST + pii("a: hash"), "expected a JSON Pointer"),
        argumentSet("star in a name", SMALLEST + pii("/a*/b: hash"), "where a `*` between slashes"),
        argumentSet("id is PII", SMALLEST + mine("id: /a") + pii("/a: hash"), "source.id: is pers"),
        argumentSet(
            "key is PII",
            SMALLEST + mine("id: /a, key: /b/0/c") + pii("\"/b/*\": mask"),
            "source.key: is personal data by governance.pii./b/*"),
        argumentSet(
            "tenant is PII",
            SMALLEST + mine("id: /a, tenant: /b/c") + pii("/b: drop, /d: hash"),
            "source.tenant: is personal data by governance.pii./b"),
        argumentSet(
            "time is PII",
            SMALLEST + mine("id: /a, time: /born") + pii("/born: redact"),
            "source.time: is personal data by governance.pii./born"),
        argumentSet(
            "key of a CloudEvent is PII",
            SMALLEST
                + "source: { topic: t, format: cloudevents, key: /data/email }\n"
                + pii("/email: hash"),
            "source.key: is personal data by governance.pii./email"),
        argumentSet("too many bytes", SMALLEST + "governance: {maxBytes: 1000001}\n", "to 1000000"),
        argumentSet("huge number", SMALLEST + maxBytes("9".repeat(40)), "from 1 to 1000000"),
        argumentSet("fraction", SMALLEST + maxBytes("1.5"), "got the number 1.5"),
        argumentSet("huge exponent", SMALLEST + maxBytes("1e999999999"), "a whole number"),
        argumentSet("too long ago", SMALLEST + "governance: {dedupe: 8d}\n", "from 1s to 7d"),
        argumentSet("name taken", SMALLEST + enrich("event"), "the name event is taken"),
        argumentSet("fallback twice", models("fallback: [b.b, b.b]"), "b.b is named twice"),
        argumentSet("bad guardrail", models("guardrail: g1"), "id or ARN and its version"),
        argumentSet("bad model", SMALLEST.replace("amazon", "a zon"), "a Bedrock model id"),
        argumentSet("single, many", SMALLEST + batching("single, maxRecords: 4"), "choose packed"),
        argumentSet("packed, one", SMALLEST + batching("packed, maxRecords: 1"), "from 2 to 100"),
        argumentSet("other lane", SMALLEST + "lanes: { fast: {} }\n", "lanes.fast: is unknown"),
        argumentSet("weightless", SMALLEST + "lanes: {bulk: {weight: 0}}\n", "above 0 and up to"),
        argumentSet(
            "order in jobs",
            SMALLEST + "order: key\nlanes: {bulk: {jobs: {minRecords: 100}}}\n",
            "order: key cannot be combined with lanes.bulk.jobs"),
        argumentSet(
            "jobs upside down",
            SMALLEST + "lanes: {bulk: {jobs: {minRecords: 5, maxRecords: 4}}}\n",
            "lanes.bulk.jobs.minRecords: is more than maxRecords, 4"),
        argumentSet("infinite", SMALLEST + "lanes: {bulk: {weight: .inf}}\n", "above 0 and up to"),
        argumentSet(
            "hexadecimal", SMALLEST + "lanes: {bulk: {weight: 0x1}}\n", "above 0 and up to"),
        argumentSet("other money", SMALLEST + budget("5.00 EUR"), "such as `5.00 USD`"),
        argumentSet("no money", SMALLEST + budget("0.00 USD"), "a sum above 0"),
        argumentSet("no window", SMALLEST + window("5h"), "a window of 1h, 2h"),
        argumentSet("long window", SMALLEST + window("32d"), "1d to 31d, or 1mo"),
        argumentSet("several months", SMALLEST + window("3mo"), "1d to 31d, or 1mo"),
        argumentSet("no zone", SMALLEST + window("1d, zone: Vienna"), "such as `UTC` or `Europe"),
        argumentSet("alert above all", SMALLEST + window("1d, alerts: [120]"), "from 1 to 100"),
        argumentSet(
            "nothing cheaper",
            SMALLEST + budgets("action: degrade"),
            "budgets[0].action: degrade needs the field degradeTo"),
        argumentSet(
            "cheaper in vain",
            SMALLEST + budgets("action: refuse, degradeTo: a.b"),
            "budgets[0].degradeTo: has a use only where the action is degrade"),
        argumentSet(
            "share in vain",
            SMALLEST + budgets("action: refuse, degradeFrom: 50"),
            "budgets[0].degradeFrom: has a use only where the action is degrade"),
        argumentSet("13 digits", SMALLEST + budget("0.0000000000001 USD"), "a sum above 0"),
        argumentSet("same budget", SMALLEST + budget("1 USD", "2 USD"), "budgets[1].limit: scope"),
        argumentSet("odd slide", SMALLEST + "drift: {window: 5m, slide: 2m}\n", "does not divide"),
        argumentSet(
            "season of a window that divides no hour",
            SMALLEST + "drift: {reference: season, window: 7m}\n",
            "choose a window that divides an hour"),
        argumentSet(
            "season of windows that overlap",
            SMALLEST + "drift: {reference: season, window: 10m, slide: 5m}\n",
            "and no slide"),
        argumentSet("slide of a window", SMALLEST + "drift: {slide: 5m}\n", "does not divide"),
        argumentSet("no segment", SMALLEST + segments("[]"), "1 to 20 different values"),
        argumentSet("segment twice", SMALLEST + segments("[a, a]"), "1 to 20 different values"),
        argumentSet("no rate", SMALLEST + "drift: {falseAlarms: few}\n", "such as `1 per 30d`"),
        argumentSet(
            "no time", SMALLEST + "drift: {falseAlarms: 1 per 0d}\n", "such as `1 per 30d`"),
        argumentSet("large rate", SMALLEST + "drift: {falseAlarms: 0.6}\n", "up to 0.5"),
        argumentSet("other reference", SMALLEST + "drift: {reference: a}\n", "`first`, `training`"),
        argumentSet(
            "aimless", SMALLEST + "retraining: {on: [schedule], target: 0.5}\n", "needs the"),
        argumentSet("unwatched", SMALLEST + "retraining: {on: [drift]}\n", "drift is not watched"),
        argumentSet("no reason", SMALLEST + "retraining: {on: []}\n", "nothing would start"),
        argumentSet("no count", SMALLEST + "retraining: {on: [labels]}\n", "needs minLabels"),
        argumentSet("count", SMALLEST + canary("minLabels: 5"), "needs the reason labels"),
        argumentSet("falling canary", SMALLEST + canary("canary: [0.5, 0.1, 1]"), "rising shares"),
        argumentSet("partial canary", SMALLEST + canary("canary: [0.5]"), "rising shares"),
        argumentSet("no judge", SMALLEST + "quality: {}\n", "the field judge is missing"),
        argumentSet(
            "judge without a limit",
            SMALLEST + "quality: {judge: {model: m}}\n",
            "quality.judge: the field dailyBudget is missing"),
        argumentSet("no sample", SMALLEST + judge("sample: 0"), "above 0 and up to 1, got"),
        argumentSet("no criteria", SMALLEST + judge("criteria: ' '"), "at most 4000 characters"),
        argumentSet(
            "judge of labels",
            task("classification", "labels: [a, b]") + judge("sample: 1"),
            "quality.judge: is for generation and extraction: labels that people give"),
        argumentSet(
            "judge of vectors",
            SMALLEST.replace("generation", "embedding") + judge("sample: 1"),
            "quality.judge: is for generation and extraction: nobody can read"),
        argumentSet("no template", user("{{#a}}"), "prompt.user: not a Mustache template: "),
        argumentSet("template of templates", user("{{> other}}{{a}}"), "includes other"),
        argumentSet(
            "bare",
            SMALLEST.replace("\"", "").replace("event", "body"),
            "without them YAML reads {{…}} as mappings"),
        argumentSet("constant", user("hello"), "asks the same of every event"),
        argumentSet(
            "tag one brace short",
            user("{{betreff}}: {{texxt}"),
            "prompt.user: the tag that begins at \"{{texxt}\" has no end, so the model would be"
                + " shown it as it stands: close it with }}"),
        argumentSet(
            "only tag one brace short", user("x {{text}"), "begins at \"{{text}\" has no end"),
        argumentSet("tag without an end", user("{{betreff"), "at \"{{betreff\" has no end"),
        argumentSet(
            "tag one brace short before another",
            user("{{betreff}: {{text}}"),
            "at \"{{betreff}:\" has no end"),
        argumentSet(
            "tag one brace short in a section",
            user("{{#a}}A {{a}{{/a}}{{^b}}no b{{/b}}"),
            "at \"{{a}\" has no end"),
        argumentSet(
            "instructions with a tag one brace short",
            SMALLEST.replace("prompt:\n", "prompt:\n  system: \"Sort {{kind}.\"\n"),
            "prompt.system: the tag that begins at \"{{kind}.\" has no end"),
        argumentSet(
            "long text behind a tag one brace short",
            user("{{event}} {{text} " + "and so on ".repeat(9)),
            "at \"{{text} and so on and so on and so on an…\" has no end"),
        argumentSet("blank", user(" "), "got an empty text"),
        argumentSet("labels", task("generation", "labels: [a, b]"), "only the task classification"),
        argumentSet("one label", task("classification", "labels: [a]"), "two labels or more"),
        argumentSet("no labels", task("classification", "maxTokens: 5"), "two labels or more"),
        argumentSet(
            "same label", task("classification", "labels: [a, A]"), "label A is given twic"),
        argumentSet("true", task("classification", "labels: [a, true]"), "the truth value true"),
        argumentSet("quoted", task("classification", "labels: [a, '\"b\"']"), "quotes around it"),
        argumentSet("two lines", task("classification", "labels: [a, \"b\\nc\"]"), "a line of"),
        argumentSet(
            "streamed object",
            task("extraction", "stream: true"),
            "only the answers of the task g"),
        argumentSet(
            "streamed and packed",
            task("generation", "stream: true") + batching("packed"),
            "prompt.stream: answers of shared calls do not come piece by piece"),
        argumentSet("instructed", task("embedding", "system: hi"), "embedding has no use for it"));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void tellsWhatIsWrong(String yaml, String message) {
    assertThat(problems(READER.read(yaml)))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains(message));
  }

  @Test
  void actsOnEverythingThatASpecCanSay() {
    assertThat(READER.readSupported(WHOLE)).isInstanceOf(SpecResult.Valid.class);
  }

  /** Mustache's own way to say that braces are no tag, and braces that are none anyway. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{=<% %>=}}Fill {{name}} into {{ where it is due: <%event%>",
        "{{! a note with {{ and { }}{{event}}",
        "{ 'a': { 'b': {{event}} }}"
      })
  void takesBracesThatAreMeant(String template) {
    assertThat(READER.read(user(template))).isInstanceOf(SpecResult.Valid.class);
  }

  @Test
  void tellsAllDefectsTogether() {
    assertThat(
            problems(
                READER.readSupported(
                    SMALLEST
                        + "retraining: { on: [quality], approval: perhaps }\n"
                        + "lanes: { fast: {} }\ntusk: 5\n")))
        .containsExactly(
            "line 8: retraining.approval: expected one of `automatic`, `manual`, got \"perhaps\"",
            "line 9: lanes.fast: is unknown; this section has the fields default, interactive, bulk",
            "line 10: tusk: is unknown; did you mean task?");
  }

  private static String judge(String fields) {
    return "quality: { judge: { model: m, dailyBudget: 1.00 USD, " + fields + " } }\n";
  }

  private static String source(String fields) {
    return "source: { format: json, id: /id, " + fields + " }\n";
  }

  private static String maxBytes(String number) {
    return "governance: { maxBytes: " + number + " }\n";
  }

  private static String enrich(String as) {
    return "enrich: [ { table: t, key: /k, as: " + as + " } ]\n";
  }

  private static String models(String fields) {
    return SMALLEST + "  " + fields + "\n";
  }

  private static String batching(String fields) {
    return "batching: { mode: " + fields + " }\n";
  }

  private static String budget(String... limits) {
    StringBuilder budgets = new StringBuilder("budgets:\n");
    for (String limit : limits) {
      budgets.append("  - { scope: tenant, window: 1d, action: alert, limit: ").append(limit);
      budgets.append(" }\n");
    }
    return budgets.toString();
  }

  private static String window(String text) {
    return "budgets: [ { scope: tenant, limit: 1 USD, action: alert, window: " + text + " } ]\n";
  }

  private static String budgets(String fields) {
    return "budgets: [ { scope: pipeline, limit: 1 USD, window: 1mo, " + fields + " } ]\n";
  }

  private static String segments(String values) {
    return "drift: { segments: { field: /a, values: " + values + " } }\n";
  }

  private static String canary(String fields) {
    return "retraining: { on: [quality], " + fields + " }\n";
  }

  private static String user(String template) {
    return SMALLEST.replace("{{event}}", template);
  }

  private static String task(String task, String promptField) {
    return SMALLEST
        .replace("generation", task)
        .replace("prompt:\n", "prompt:\n  " + promptField + "\n");
  }
}
