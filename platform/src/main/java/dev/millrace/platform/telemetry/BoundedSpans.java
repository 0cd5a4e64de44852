package dev.millrace.platform.telemetry;

import dev.millrace.platform.runtime.Omissions;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds spans until the exporter takes them, in batches on a thread of their own: whoever ends a
 * span never waits.
 *
 * <p><i>Failure</i>: beyond a bound spans are left out, as are those that the exporter does not
 * bring to its end; both are counted.
 */
final class BoundedSpans implements SpanProcessor {

  /** So soon a span is told, and so many go together at most. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final int TOGETHER = 2_048;

  /** One request to a collector that does not answer holds up the next ones, and no longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int most;
  private final Omissions omissions;
  private final AtomicInteger waiting = new AtomicInteger();
  private final SpanProcessor batches;

  BoundedSpans(SpanExporter exporter, int most, Omissions omissions) {
    this.most = most;
    this.omissions = omissions;
    this.batches =
        BatchSpanProcessor.builder(new Outgoing(exporter))
            .setScheduleDelay(LINGER)
            .setMaxExportBatchSize(Math.min(TOGETHER, most))
            .setMaxQueueSize(most)
            .setExporterTimeout(PATIENCE)
            .build();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  /** The queue behind it would leave spans out without a word: it never gets as many. */
  @Override
  public void onEnd(ReadableSpan span) {
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      omissions.add("too many wait for the collector");
    } else {
      batches.onEnd(span);
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode forceFlush() {
    return batches.forceFlush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  /** The exporter, and what becomes of what it is given. */
  private final class Outgoing implements SpanExporter {

    private final SpanExporter exporter;

    private Outgoing(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      waiting.addAndGet(-spans.size());
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(
          () -> {
            if (!result.isSuccess()) {
              omissions.add(spans.size(), "the collector did not take them");
            }
          });
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
