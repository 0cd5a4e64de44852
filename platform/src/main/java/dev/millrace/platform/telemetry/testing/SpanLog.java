package dev.millrace.platform.telemetry.testing;

import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.platform.telemetry.TelemetrySettings;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps the spans that it is told.
 *
 * <p><i>Threads</i>: may be used by many.
 */
public final class SpanLog implements AutoCloseable {

  private static final int ROOM = 10_000;

  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final Telemetry telemetry;

  /**
   * A span as it was told.
   *
   * @param parentSpanId empty of the first of a trace
   * @param attributes by name, as text
   * @param links ids of the spans that it is linked to
   */
  public record Told(
      String name,
      String kind,
      String traceId,
      String spanId,
      Optional<String> parentSpanId,
      Map<String, String> attributes,
      List<String> links,
      boolean isError) {

    private static Told of(SpanData span) {
      Map<String, String> attributes = new LinkedHashMap<>();
      span.getAttributes()
          .forEach((key, value) -> attributes.put(key.getKey(), String.valueOf(value)));
      return new Told(
          span.getName(),
          span.getKind().name(),
          span.getTraceId(),
          span.getSpanId(),
          Optional.of(span.getParentSpanContext())
              .filter(parent -> parent.isValid())
              .map(parent -> parent.getSpanId()),
          attributes,
          span.getLinks().stream().map(link -> link.getSpanContext().getSpanId()).toList(),
          span.getStatus().getStatusCode() == StatusCode.ERROR);
    }

    /** An attribute; empty where it has none of that name. */
    public String attribute(String key) {
      return attributes.getOrDefault(key, "");
    }
  }

  /** Is told of such a share of the traces that begin here. */
  public SpanLog(double ratio) {
    this.telemetry =
        Telemetry.to(
            new Keeping(),
            new TelemetrySettings(
                Optional.empty(), Map.of(), ratio, TelemetrySettings.Compression.NONE, ROOM),
            "test",
            InstantSource.system());
  }

  /** What tells it. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** All spans that have ended so far, in that order. */
  public List<Told> spans() {
    telemetry.flush();
    return List.copyOf(told);
  }

  /** Those of a name. */
  public List<Told> spans(String name) {
    return spans().stream().filter(span -> span.name().equals(name)).toList();
  }

  /** The one of a name. */
  public Told span(String name) {
    List<Told> all = spans(name);
    if (all.size() != 1) {
      throw new AssertionError(
          "expected one span " + name + ", got " + spans().stream().map(Told::name).toList());
    }
    return all.get(0);
  }

  @Override
  public void close() {
    telemetry.close();
  }

  private final class Keeping implements SpanExporter {

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      spans.forEach(span -> told.add(Told.of(span)));
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
