package dev.millrace.schemas.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecWarningsTest {

  private static final Set<String> MODELS =
      Set.of("amazon.nova-micro-v1:0", "amazon.titan-embed-text-v2:0", "us.cohere.embed-v4:0");

  private static final String CLOSED =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "id": {"type": "string"}, "body": {"type": "string"}, "remark": {"type": ["string", "null"]},
        "customer": {"type": "object", "additionalProperties": false,
          "properties": {"email": {"type": "string"}}}}}
      """;

  private static final String SPEC =
      """
      apiVersion: millrace/v1
      pipeline: triage
      task: generation
      models: { champion: amazon.nova-micro-v1:0 }
      """;

  @Test
  void aSpecThatMeansWhatItSaysHasNone() {
    assertThat(
            warnings(
                """
                schema: event.json
                source: { topic: tickets, format: json, id: /id }
                governance: { pii: { /customer/email: mask, /customer/*: redact } }
                enrich: [ { table: customers, key: /customer/email, as: row } ]
                prompt:
                  user: "{{body}} {{event.customer.email}} {{event}} {{row.any}} {{#body}}{{y}}{{/body}}"
                """))
        .isEmpty();
  }

  @Test
  void whatCannotBeThereIsWatchedInVain() {
    assertThat(
            warnings(
                """
                schema: event.json
                governance: { pii: { /customer/email: drop } }
                enrich: [ { table: customers, key: /id, as: row } ]
                prompt: { user: "{{body}}" }
                drift:
                  features: { /body: text, /bady: text, /customer/email: category, /row/tier: category }
                  segments: { field: /region, values: [north] }
                """))
        .containsExactly(
            "drift.features./bady: the schema has no field /bady, so there is nothing to watch; did"
                + " you mean /body?",
            "drift.features./customer/email: governance drops it (/customer/email), so there is"
                + " nothing to watch; remove it, or let governance.pii mask or hash it",
            "drift.segments.field: the schema has no field /region, so there is nothing to watch;"
                + " correct the path, or add the field to the schema");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/contact: drop      | {{contact}}          | /contact",
        "/contact: drop      | {{contact.email}}    | /contact",
        "/contact/*: drop    | {{contact.email}}    | /contact/*",
        "/*: drop            | {{event.contact.a}}  | /*",
        "/*/a: mask, /x/*: drop | {{x.a.b}}        | /x/*",
        "/contact: drop, /contact/email: mask | {{contact.email}} | /contact"
      })
  void aPromptThatAsksForWhatIsDroppedMakesEveryEventFail(
      String rules, String variable, String rule) {
    assertThat(
            warnings(
                "governance: { pii: { " + rules + " } }\nprompt: { user: \"" + variable + "\" }"))
        .containsExactly(
            "prompt.user: "
                + variable
                + " asks for what governance drops ("
                + rule
                + "), so every event becomes a dead letter; take it out of the prompt, or let"
                + " governance.pii mask, hash or redact it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/contact: mask                | {{contact}}",
        "/contact/email: drop          | {{contact.name}}",
        "/*: drop, /body: redact       | {{body}}",
        "/contact: drop                | {{body}}{{#body}}{{contact}}{{/body}}"
      })
  void whatIsNotSurelyDroppedIsNotWarnedOf(String rules, String text) {
    assertThat(
            warnings("governance: { pii: { " + rules + " } }\nprompt: { user: \"" + text + "\" }"))
        .isEmpty();
  }

  @Test
  void sectionsOverWhatIsDroppedAreToldToo() {
    assertThat(
            warnings(
                """
                governance: { pii: { /a: drop } }
                prompt: { system: "{{#a}}x{{/a}}", user: "{{body}}{{^a}}y{{/a}}" }
                """))
        .satisfiesExactly(
            first ->
                assertThat(first).startsWith("prompt.system: {{#a}} ").contains("is never shown"),
            second ->
                assertThat(second).startsWith("prompt.user: {{^a}} ").contains("is always shown"));
  }

  @Test
  void namesThatTheSchemaCannotHaveAreToldWithTheNearest() {
    assertThat(
            warnings(
                """
                schema: event.json
                source: { topic: tickets, format: json, id: /idd, tenant: /account }
                governance: { pii: { /customer/emal: mask } }
                enrich: [ { table: customers, key: /customr/email, as: row } ]
                prompt: { user: "{{bodi}} {{nothing.like.it}} {{row.tier}}" }
                """))
        .containsExactly(
            "source.id: the schema has no field /idd, so every record becomes a dead letter; did"
                + " you mean /id?",
            "source.tenant: the schema has no field /account, so every record becomes a dead"
                + " letter; correct the path, or add the field to the schema",
            "governance.pii./customer/emal: the schema has no field /customer/emal, so the rule"
                + " finds nothing; did you mean /customer/email?",
            "enrich[0].key: the schema has no field /customr/email, so no row is ever found; did"
                + " you mean /customer/email?",
            "prompt.user: {{bodi}} is no field of the schema, so every event becomes a dead letter;"
                + " did you mean {{body}}?",
            "prompt.user: {{nothing.like.it}} is no field of the schema, so every event becomes a"
                + " dead letter; correct the name, or add the field to the schema");
  }

  @Test
  void aFieldThatMayBeNullIsToldWhereThePromptHasToHaveIt() {
    assertThat(
            warnings(
                """
                schema: event.json
                prompt: { user: "{{body}} {{remark}}" }
                """))
        .containsExactly(
            "prompt.user: {{remark}} may be null by the schema, so events in which it is become dead"
                + " letters; write {{#remark}}…{{/remark}} around it, or let the schema ask for a"
                + " value");
    assertThat(
            warnings(
                """
                schema: event.json
                prompt: { user: "{{body}} {{#remark}}{{remark}}{{/remark}}" }
                """))
        .isEmpty();
  }

  @Test
  void attributesOfACloudEventAreNotLookedForInTheSchema() {
    assertThat(
            warnings(
                """
                schema: event.json
                source: { topic: t, format: cloudevents, tenant: /account, key: /data/wrong }
                prompt: { user: "{{body}}" }
                """))
        .singleElement()
        .asString()
        .startsWith("source.key: the schema has no field /wrong, ");
  }

  @Test
  void aRowThatHidesAFieldIsTold() {
    assertThat(
            warnings(
                """
                enrich:
                  - { table: customers, key: /customer, as: customer }
                  - { table: orders, key: /order_id, as: order }
                prompt: { user: "{{customer.tier}}" }
                """))
        .containsExactly(
            "enrich[0].as: customer hides the field of that name that the event has, from the"
                + " prompt as well; choose another name");
    assertThat(
            warnings(
                """
                schema: event.json
                enrich: [ { table: customers, key: /id, as: body } ]
                prompt: { user: "{{body}}" }
                """))
        .singleElement()
        .asString()
        .startsWith("enrich[0].as: body hides the field");
  }

  @Test
  void theWholeEventBesideRulesIsToldUnlessTheyOrTheSchemaSettleAll() {
    String whole = "prompt: { user: \"{{#a}}{{event}}{{/a}}\" }\n";

    assertThat(warnings("governance: { pii: { /email: mask } }\n" + whole))
        .singleElement()
        .asString()
        .startsWith("prompt.user: {{event}} shows the model each field that no rule");
    assertThat(warnings(whole)).isEmpty();
    assertThat(warnings("governance: { pii: { '/*': redact } }\n" + whole)).isEmpty();
  }

  @Test
  void modelsWithoutAPriceAreToldAndArnsAreNot() {
    String prompt = "prompt: { user: \"{{body}}\" }\n";
    String models =
        "models: { champion: amazon.nova-mikro-v1:0, fallback: [\"arn:aws:bedrock:eu-west-1:1:x/y\", acme.own] }";

    String judge = "\nquality: { judge: { model: acme.judge, dailyBudget: 1.00 USD } }";

    assertThat(warnings(prompt + models + judge))
        .containsExactly(
            "models.champion: amazon.nova-mikro-v1:0 is not in the price book, so what its calls"
                + " cost stays unknown; did you mean amazon.nova-micro-v1:0?",
            "models.fallback[1]: acme.own is not in the price book, so what its calls cost stays"
                + " unknown; check that Bedrock has a model of this id",
            "quality.judge.model: acme.judge is not in the price book, so what its calls cost stays"
                + " unknown; check that Bedrock has a model of this id");
  }

  @Test
  void packingForAModelThatTakesOneTextACallIsTold() {
    String packed = "prompt: { user: \"{{body}}\" }\nbatching: { mode: packed }\n";

    assertThat(embeddingWarnings("amazon.titan-embed-text-v2:0", packed))
        .containsExactly(
            "batching.mode: amazon.titan-embed-text-v2:0 takes one text a call, so no call is"
                + " shared; choose single, or a model such as cohere.embed-v4:0");
    assertThat(embeddingWarnings("us.cohere.embed-v4:0", packed)).isEmpty();
    assertThat(warnings(packed)).isEmpty();
  }

  @Test
  void jobsThatNoRequestCanGoByAreTold() {
    String prompt = "prompt: { user: \"{{body}}\" }\n";

    assertThat(warnings(prompt + "lanes: { bulk: { jobs: {} } }\n"))
        .singleElement()
        .asString()
        .startsWith("lanes.bulk.deadline: it leaves no time for a batch job");
    assertThat(
            warnings(
                prompt
                    + "models: { champion: amazon.nova-micro-v1:0, guardrail: \"g1:1\" }\n"
                    + "lanes: { bulk: { deadline: 36h, jobs: {} } }\n"))
        .singleElement()
        .asString()
        .startsWith("lanes.bulk.jobs: batch jobs know no guardrails");
    assertThat(warnings(prompt + "lanes: { bulk: { deadline: 36h, jobs: {} } }\n")).isEmpty();
    assertThat(warnings(prompt + "lanes: { bulk: { deadline: 2h } }\n")).isEmpty();
  }

  @Test
  void namesCannotTalkToTheTerminal() {
    assertThat(new SpecWarning("a", "b\u001b[31m", "c\nd").toString()).isEqualTo("a: b [31m; c d");
  }

  private static List<String> embeddingWarnings(String model, String rest) {
    String spec = SPEC.replace("generation", "embedding").replace("amazon.nova-micro-v1:0", model);
    return told(spec + rest);
  }

  private static List<String> warnings(String rest) {
    return told(
        rest.contains("models:") ? SPEC.replaceAll("models:.*\\n", "") + rest : SPEC + rest);
  }

  private static List<String> told(String yaml) {
    SpecResult result = new SpecReader(name -> CLOSED).read(yaml);
    assertThat(result).as(result.toString()).isInstanceOf(SpecResult.Valid.class);
    return SpecWarnings.of(((SpecResult.Valid) result).spec(), MODELS).stream()
        .map(SpecWarning::toString)
        .toList();
  }
}
