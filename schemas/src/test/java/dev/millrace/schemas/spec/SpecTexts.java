package dev.millrace.schemas.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.PipelineSpec;
import java.util.List;

/** Specs as they are written, and what their reader makes of them. */
final class SpecTexts {

  static final String TICKET_SCHEMA =
      """
      {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
      """;

  static final SpecReader READER = new SpecReader(name -> TICKET_SCHEMA);

  /** Everything that the language has. */
  static final String WHOLE =
      """
      apiVersion: millrace/v1
      pipeline: ticket-triage
      task: classification
      source:
        topic: support-tickets
        format: json
        id: /ticket_id
        key: /customer_id
        tenant: /account
        time: /created_at
      schema: ticket.schema.json
      governance: { pii: { /email: hash, /body: redact }, maxBytes: 65536, dedupe: 24h }
      enrich: [ { table: customers, key: /customer_id, as: customer } ]
      prompt:
        system: "Classify the support ticket into exactly one label."
        user: "{{body}}\\ncustomer tier: {{customer.tier}}"
        labels: [billing, bug, account]
        maxTokens: 16
      models: { champion: amazon.nova-micro-v1:0, fallback: [amazon.nova-lite-v1:0], guardrail: null }
      batching: { maxRecords: 16, maxWait: 20ms, mode: packed }     # packed: several share one call
      lanes: { interactive: { weight: 4 }, bulk: { weight: 1 } }
      budgets: [ { scope: tenant, window: 1d, limit: 5.00 USD, action: refuse } ]
      drift: { window: 5m, reference: training, features: { /body: text, /customer/tier: category }, falseAlarms: 0.01 }
      retraining: { on: [drift, quality], cooldown: 1h, maxPerDay: 4, gate: { minAccuracyGain: 0.0 }, canary: [0.05, 0.25, 1.0] }
      """;

  /** No more than has to be there. */
  static final String SMALLEST =
      """
      apiVersion: millrace/v1
      pipeline: notes
      task: generation
      prompt:
        user: "{{event}}"
      models:
        champion: amazon.nova-micro-v1:0
      """;

  private SpecTexts() {}

  static PipelineSpec valid(SpecResult result) {
    assertThat(result).isInstanceOf(SpecResult.Valid.class);
    return ((SpecResult.Valid) result).spec();
  }

  static List<String> problems(SpecResult result) {
    assertThat(result).isInstanceOf(SpecResult.Invalid.class);
    return ((SpecResult.Invalid) result).problems().stream().map(SpecProblem::toString).toList();
  }

  static String mine(String fields) {
    return "source: { topic: mine, format: json, " + fields + " }\n";
  }

  static String pii(String entries) {
    return "governance: { pii: { " + entries + " } }\n";
  }
}
