package dev.millrace.platform.telemetry;

import dev.millrace.platform.runtime.Omissions;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the spans of one job go.
 *
 * <p><i>Shape</i>: off, it is asked {@link #isOn} and nothing else: nobody makes anything for it.
 * On, a trace that is not told costs a look at its id, or its ids and a header, and nothing of the
 * SDK.
 *
 * <p><i>Threads</i>: may be used by many; none of them waits for the collector.
 *
 * <p><i>Failure</i>: what the collector does not take is left out, and counted; nothing is thrown.
 */
public final class Telemetry implements AutoCloseable {

  private static final Telemetry OFF = new Telemetry(null);

  /** Where a collector takes traces, below its base. */
  private static final String TRACES = "v1/traces";

  private static final Duration REQUEST = Duration.ofSeconds(5);

  /** For the last spans: nobody waits longer for a stop because a collector is away. */
  private static final Duration STOP = Duration.ofSeconds(2);

  /** Names are short; what is longer is none. */
  private static final int LONGEST_VALUE = 256;

  /** One for each request that shares a call. */
  private static final int MOST_LINKS = 1_024;

  private final @Nullable Means means;

  private record Means(
      SdkTracerProvider provider,
      Tracer tracer,
      ChosenIds ids,
      Sampling sampling,
      Omissions omissions,
      InstantSource clock) {}

  private Telemetry(@Nullable Means means) {
    this.means = means;
  }

  /** Nothing is told. */
  public static Telemetry off() {
    return OFF;
  }

  /**
   * To the collector of the settings; off where they name none.
   *
   * @param job whose spans they are, such as {@code ingestion}
   */
  public static Telemetry open(TelemetrySettings settings, String job) {
    Optional<URI> collector = settings.collector();
    return collector.isEmpty()
        ? OFF
        : to(exporter(collector.get(), settings), settings, job, InstantSource.system());
  }

  /** To any exporter, which is taken over. */
  public static Telemetry to(
      SpanExporter exporter, TelemetrySettings settings, String job, InstantSource clock) {
    ChosenIds ids = new ChosenIds();
    Omissions omissions = Omissions.losses("spans of " + job, clock);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(
                                AttributeKey.stringKey("service.namespace"),
                                "millrace",
                                AttributeKey.stringKey("service.name"),
                                "millrace-" + job))))
            .setIdGenerator(ids)
            // What is not told never gets as far.
            .setSampler(Sampler.alwaysOn())
            .setSpanLimits(
                SpanLimits.builder()
                    .setMaxAttributeValueLength(LONGEST_VALUE)
                    .setMaxNumberOfLinks(MOST_LINKS)
                    .build())
            .addSpanProcessor(new BoundedSpans(exporter, settings.mostWaiting(), omissions))
            .build();
    return new Telemetry(
        new Means(
            provider,
            provider.get("dev.millrace"),
            ids,
            new Sampling(settings.ratio()),
            omissions,
            clock));
  }

  /** Whether spans are told at all. */
  public boolean isOn() {
    return means != null;
  }

  /**
   * Whether a span of what is done about a request would be told; all who look at the same parent
   * and the same request decide alike. Asked for each record.
   */
  public boolean tells(SpanContext parent, String requestId) {
    return means != null
        && (parent.isValid()
            ? parent.isSampled()
            : means.sampling().tells(Ancestry.traceOf(requestId)));
  }

  /** The time, as {@link Beginning} wants it; 0 where nothing is told. */
  public long nanos() {
    if (means == null) {
      return 0;
    }
    Instant now = means.clock().instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /**
   * Begins a span. Where it is not told it records nothing, but has a context all the same: what
   * follows from it stays in the same trace.
   */
  public Span begin(Beginning beginning) {
    if (means == null) {
      return Span.getInvalid();
    }
    Ancestry ancestry = beginning.ancestry();
    if (!means.sampling().tells(beginning)) {
      return Span.wrap(
          SpanContext.create(
              ancestry.traceId(),
              ancestry.spanId(),
              TraceFlags.getDefault(),
              ancestry.parent().getTraceState()));
    }
    SpanBuilder builder =
        means
            .tracer()
            .spanBuilder(beginning.name())
            .setSpanKind(beginning.kind())
            .setParent(Context.root().with(Span.wrap(ancestry.parent())))
            .setStartTimestamp(beginning.atNanos(), TimeUnit.NANOSECONDS);
    beginning.links().forEach(builder::addLink);
    means.ids().choose(ancestry);
    try {
      return builder.startSpan();
    } finally {
      means.ids().forget();
    }
  }

  /** Ends a span. */
  public void end(Span span) {
    if (span.isRecording()) {
      span.end(nanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Spans that were left out. */
  public long leftOut() {
    return means == null ? 0 : means.omissions().count();
  }

  /** Has all spans that have ended told; returns when they are, or cannot be. */
  public void flush() {
    if (means != null) {
      means.provider().forceFlush().join(STOP.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Tells the last ones, for a short while. May be called twice. */
  @Override
  public void close() {
    if (means != null) {
      means.provider().shutdown().join(STOP.toMillis(), TimeUnit.MILLISECONDS);
      means.omissions().close();
    }
  }

  private static SpanExporter exporter(URI collector, TelemetrySettings settings) {
    String base = collector.toString();
    var builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(base + (base.endsWith("/") ? "" : "/") + TRACES)
            .setCompression(settings.compression().name().toLowerCase(Locale.ROOT))
            .setTimeout(REQUEST);
    settings.headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
    return builder.build();
  }
}
