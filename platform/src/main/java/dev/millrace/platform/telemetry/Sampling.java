package dev.millrace.platform.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;

/**
 * Which spans are told: those whose parent is; calls that several share, where one of these is; of
 * all others that are the first of their traces a share, which follows from the ids of the traces,
 * so that all who look at one decide alike.
 *
 * <p><i>Source</i>: the seven bytes that are chance in any trace's id (W3C Trace Context 2,
 * 3.2.2.4); in one that is a request's, the byte before them is not: the sampler of the SDK looks
 * at that.
 *
 * @param ratio 0 to 1
 */
record Sampling(double ratio) {

  private static final long CHANCE = (1L << 56) - 1;

  boolean tells(Beginning beginning) {
    SpanContext parent = beginning.ancestry().parent();
    if (parent.isValid()) {
      return parent.isSampled();
    }
    if (beginning.kind() == SpanKind.CLIENT && !beginning.links().isEmpty()) {
      return beginning.links().stream().anyMatch(SpanContext::isSampled);
    }
    return tells(beginning.ancestry().traceId());
  }

  boolean tells(String traceId) {
    return (Ancestry.low(traceId) & CHANCE) < (double) (CHANCE + 1) * ratio;
  }
}
