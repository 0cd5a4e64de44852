package dev.millrace.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.publisher.domain.Datum;
import dev.millrace.schemas.metrics.Metric;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Embedded metric format: a line of JSON for each datum, out of which CloudWatch Logs makes
 * metrics.
 *
 * <p><i>Source</i>: Amazon CloudWatch user guide, "Specification: Embedded metric format". Values
 * have no counts there: what is there twice is said twice.
 */
final class EmfSink implements Sink {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Values of one metric of a line. */
  private static final int MOST_VALUES = 100;

  private final OutputStream out;

  /**
   * On a stream that stays the caller's; not a {@link java.io.PrintStream}, which remembers an
   * error for ever.
   */
  EmfSink(OutputStream out) {
    this.out = out;
  }

  @Override
  public Outcome send(List<Datum> data) {
    StringBuilder lines = new StringBuilder();
    data.forEach(datum -> documents(datum).forEach(one -> lines.append(one).append('\n')));
    try {
      out.write(lines.toString().getBytes(UTF_8));
      out.flush();
      return new Outcome.Sent();
    } catch (IOException e) {
      return new Outcome.Unheard("standard output cannot be written to: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    // The stream is the caller's, and flushed after each call.
  }

  private static List<ObjectNode> documents(Datum datum) {
    List<Double> values = new ArrayList<>();
    for (Map.Entry<Double, Integer> one : datum.counts().entrySet()) {
      for (int i = 0; i < one.getValue(); i++) {
        values.add(one.getKey());
      }
    }
    List<ObjectNode> documents = new ArrayList<>();
    for (int from = 0; from < values.size(); from += MOST_VALUES) {
      documents.add(
          document(datum, values.subList(from, Math.min(values.size(), from + MOST_VALUES))));
    }
    return documents;
  }

  private static ObjectNode document(Datum datum, List<Double> values) {
    Metric metric = datum.series().metric();
    ObjectNode document = JSON.objectNode();
    ObjectNode about = document.putObject("_aws").put("Timestamp", datum.at().toEpochMilli());
    ObjectNode directive = about.putArray("CloudWatchMetrics").addObject();
    directive.put("Namespace", Metric.NAMESPACE);
    ArrayNode dimensions = directive.putArray("Dimensions").addArray();
    directive
        .putArray("Metrics")
        .addObject()
        .put("Name", metric.cloudWatchName())
        .put("Unit", metric.unit().cloudWatchName());
    datum
        .series()
        .labels()
        .forEach(
            (dimension, label) -> {
              dimensions.add(dimension.cloudWatchName());
              document.put(dimension.cloudWatchName(), label);
            });
    ArrayNode array = document.putArray(metric.cloudWatchName());
    values.forEach(array::add);
    return document;
  }
}
