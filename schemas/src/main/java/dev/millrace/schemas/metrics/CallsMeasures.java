package dev.millrace.schemas.metrics;

/** Calls of models, and the quotas that they share. */
final class CallsMeasures {

  static final Measure CALLS_IN_FLIGHT =
      Measure.gauge(
          "calls.in.flight",
          Unit.COUNT,
          Emitter.INFERENCE_STREAM,
          "Calls under way to a model.",
          Dimension.MODEL);

  static final Measure CALLS_WAITING =
      Measure.gauge(
          "calls.waiting",
          Unit.COUNT,
          Emitter.INFERENCE_STREAM,
          "Calls in line for a model.",
          Dimension.MODEL);

  static final Measure CALLS_THROTTLED =
      Measure.counter(
          "calls.throttled",
          Unit.COUNT,
          Emitter.INFERENCE_STREAM,
          "Calls that the endpoint refused because its quota was used up.",
          Dimension.MODEL);

  static final Measure QUOTA_USED =
      Measure.gauge(
          "quota.used",
          Unit.RATIO,
          Emitter.INFERENCE_STREAM,
          "Share of a minute's tokens that is taken or reserved; 0 where nobody told the quota.",
          Dimension.MODEL);

  static final Measure TOKEN_LAG =
      Measure.gauge(
          "token.lag",
          Unit.SECONDS,
          Emitter.INFERENCE_STREAM,
          "Tokens that the calls in line are expected to take, over the quota: how long it takes"
              + " them.",
          Dimension.MODEL);

  static final Measure ANSWERS_UNWRITTEN =
      Measure.gauge(
          "answers.unwritten",
          Unit.COUNT,
          Emitter.INFERENCE_STREAM,
          "Answers that are paid for and wait for the brokers, in calls; no call begins while there"
              + " are as many as calls at once, and at least 16.");

  private CallsMeasures() {}
}
