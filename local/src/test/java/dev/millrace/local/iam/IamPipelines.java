package dev.millrace.local.iam;

import java.util.List;

/** The pipelines of a factory whose jobs are held to their rights. */
final class IamPipelines {

  /** A better model is trained for it. */
  static final String LEARNED = "learned";

  /** A judge rates its answers. */
  static final String TOLD = "told";

  /** A producer's own topic feeds it. */
  static final String FED = "fed";

  static final String OWN = "support-tickets";
  static final List<String> LABELS = List.of("billing", "delivery", "account", "defect");

  private IamPipelines() {}

  static String learned() {
    return """
        apiVersion: millrace/v1
        pipeline: %s
        task: classification
        enrich: [ { table: customers, key: /customer, as: customer } ]
        prompt: { user: "{{text}} {{customer.tier}}", labels: %s }
        models: { champion: amazon.nova-micro-v1:0 }
        budgets: [ { scope: tenant, window: 1d, limit: 5.00 USD, action: refuse } ]
        drift: { window: 2s, features: { /text: text }, falseAlarms: 1 per 1d }
        retraining:
          on: [labels]
          minLabels: 1000000
          gate: { minAccuracyGain: 0.0 }
          canary: [0.4, 1.0]
        """
        .formatted(LEARNED, LABELS);
  }

  static String told() {
    return """
        apiVersion: millrace/v1
        pipeline: %s
        task: generation
        prompt: { user: "{{text}}" }
        models: { champion: amazon.nova-micro-v1:0 }
        quality:
          judge:
            model: amazon.nova-pro-v1:0
            sample: 1.0
            dailyBudget: 1.00 USD
            criteria: "It is short."
        """
        .formatted(TOLD);
  }

  static String fed() {
    return """
        apiVersion: millrace/v1
        pipeline: %s
        task: classification
        source: { topic: %s, format: json, id: /no }
        prompt: { user: "{{text}}", labels: %s }
        models: { champion: amazon.nova-micro-v1:0 }
        """
        .formatted(FED, OWN, LABELS);
  }
}
