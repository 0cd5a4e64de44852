package dev.millrace.schemas.metrics;

/** How good answers are, and whether traffic is still what models know. */
final class AnswersMeasures {

  static final Measure DRIFTED_FEATURES =
      Measure.gauge(
          "drift.features",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Features of a window that drifted, segments counted by themselves.",
          Dimension.PIPELINE,
          Dimension.VERSION);

  static final Measure QUALITY_ACCURACY =
      Measure.gauge(
          "quality.accuracy",
          Unit.RATIO,
          Emitter.METRICS_PUBLISHER,
          "Share of the judged answers of a window that were right, as known when it was closed.",
          Dimension.PIPELINE,
          Dimension.VERSION);

  static final Measure QUALITY_MACRO_F1 =
      Measure.gauge(
          "quality.macro.f1",
          Unit.RATIO,
          Emitter.METRICS_PUBLISHER,
          "Mean over all labels of the harmonic mean of precision and recall.",
          Dimension.PIPELINE,
          Dimension.VERSION);

  static final Measure QUALITY_BELOW_TARGET =
      Measure.gauge(
          "quality.below.target",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "1 where a figure of a window is surely worse than its target, otherwise 0.",
          Dimension.PIPELINE,
          Dimension.VERSION);

  static final Measure QUALITY_COVERAGE =
      Measure.gauge(
          "quality.coverage",
          Unit.RATIO,
          Emitter.METRICS_PUBLISHER,
          "Share of the answers of a window that were judged, by labels that had come by then.",
          Dimension.PIPELINE,
          Dimension.VERSION);

  static final Measure ANSWERS_JUDGED =
      Measure.counter(
          "answers.judged",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Answers that were judged, by the window they are of; labels that come late are added"
              + " there.",
          Dimension.PIPELINE,
          Dimension.VERSION);

  static final Measure ANSWERS_RIGHT =
      Measure.counter(
          "answers.right",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Those of them that were right: over answers.judged this is the accuracy of any period.",
          Dimension.PIPELINE,
          Dimension.VERSION);

  static final Measure MODEL_ROLLBACKS =
      Measure.counter(
          "model.rollbacks",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Canaries whose share of the traffic was taken from them, by the minute it was.",
          Dimension.PIPELINE);

  private AnswersMeasures() {}
}
