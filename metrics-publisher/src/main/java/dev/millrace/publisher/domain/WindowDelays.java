package dev.millrace.publisher.domain;

import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long calls of a pipeline have been made without a window of its drift being told of, beyond
 * the length of one.
 *
 * <p><i>Shape</i>: only of pipelines whose spec asks for windows. Where no calls are made, no
 * window is due. Told is when it was written, not what it is of: events may be of any time.
 *
 * <p><i>Failure</i>: what was before the first look is not known and not held against anybody.
 * Until a window is told after it, the time is longer than what is seen: that is told only where it
 * rings by itself, because less would seem to say that all is well.
 *
 * <p><i>Threads</i>: for one.
 */
public final class WindowDelays {

  private static final BigDecimal MILLIS_PER_SECOND = BigDecimal.valueOf(1_000);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final Duration RINGS =
      Duration.ofSeconds((long) Alarm.STALLED_WINDOWS.threshold());

  private final Instant begun;
  private final Map<String, Instant> called = new HashMap<>();
  private final Map<String, Instant> told = new HashMap<>();

  /** Nothing is known yet. */
  public WindowDelays(Instant begun) {
    this.begun = begun;
  }

  /** Calls of a pipeline were made until then. */
  public void called(String pipeline, Instant until) {
    called.merge(pipeline, until, WindowDelays::later);
  }

  /**
   * A window of what calls of a pipeline cost was told of. Minutes alone say when they were made: a
   * day ends many hours after its first call, and is told of anew where prices change.
   *
   * @param at when it was written: one that is not over says nothing of the time to come
   */
  public void called(String pipeline, Instant start, Instant end, Instant at) {
    if (Duration.between(start, end).equals(MINUTE)) {
      called(pipeline, end.isBefore(at) ? end : at);
    }
  }

  /** A window of a pipeline was told of then. */
  public void told(String pipeline, Instant at) {
    told.merge(pipeline, at, WindowDelays::later);
  }

  /** Of each pipeline with windows that was called. */
  public List<Sample> samples(Collection<PipelineSpec> specs, Instant now) {
    List<Sample> samples = new ArrayList<>();
    for (PipelineSpec spec : specs) {
      Instant until = called.get(spec.getPipeline());
      if (spec.getDrift() != null && until != null) {
        Instant window =
            later(spec.getAppliedAt(), told.getOrDefault(spec.getPipeline(), Instant.MIN));
        Duration behind =
            Duration.between(later(begun, window), until)
                .minus(Duration.ofMillis(spec.getDrift().getWindowMillis()));
        boolean isKnown = !window.isBefore(begun);
        if (isKnown || behind.compareTo(RINGS) >= 0) {
          samples.add(
              new Sample(
                  Series.of(Metric.WINDOWS_BEHIND, Map.of(Dimension.PIPELINE, spec.getPipeline())),
                  now,
                  seconds(behind.isNegative() ? Duration.ZERO : behind)));
        }
      }
    }
    return samples;
  }

  private static BigDecimal seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis()).divide(MILLIS_PER_SECOND);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
