package dev.millrace.schemas.metrics;

/** How the telling of metrics itself gets on. */
final class PublishingMeasures {

  static final Measure PUBLISHED_BATCHES =
      Measure.counter(
          "published.batches",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Batches sent, each of which counts itself: one more here than in the journal was sent"
              + " twice.");

  static final Measure PUBLISHED_CORRECTIONS =
      Measure.counter(
          "published.corrections",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Windows that changed after they had been sent: counters got the difference, gauges"
              + " stayed.");

  static final Measure PUBLISHED_LEFT_OUT =
      Measure.counter(
          "published.left.out",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Windows that are not sent: too old for CloudWatch, unreadable or refused.");

  static final Measure PUBLISHED_UNCERTAIN =
      Measure.counter(
          "published.uncertain",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Batches of which nobody knows whether they were sent once or twice, after a crash or"
              + " silence.");

  static final Measure PUBLISHING_WAITING =
      Measure.gauge(
          "publishing.waiting",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Windows that are not sent yet, those among them that are still open.");

  private PublishingMeasures() {}
}
