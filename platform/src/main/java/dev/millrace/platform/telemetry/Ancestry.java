package dev.millrace.platform.telemetry;

import dev.millrace.schemas.Sha256;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Where a span belongs.
 *
 * <p><i>Shape</i>: where nobody has begun a trace, a request has one of its own, whose id is that
 * of the request without the hyphens: whatever is repeated joins it. What is done about a record
 * has an id that follows from the record's place: done again, it is the same span.
 *
 * @param parent span that it is part of; not valid where it is the first of its trace
 * @param traceId 32 digits; that of the parent, where there is one
 * @param spanId 16 digits
 */
public record Ancestry(SpanContext parent, String traceId, String spanId) {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** An odd number whose bits look like chance: the golden ratio's. */
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  /** Of a request: part of the span before it, or else the first of the request's own trace. */
  public static Ancestry of(SpanContext parent, String requestId) {
    return new Ancestry(
        parent, parent.isValid() ? parent.getTraceId() : traceOf(requestId), anySpan());
  }

  /** Of what nobody can name: part of the span before it, or the first of any trace. */
  public static Ancestry of(SpanContext parent) {
    return new Ancestry(parent, parent.isValid() ? parent.getTraceId() : anyTrace(), anySpan());
  }

  /** The first of any trace. */
  public static Ancestry none() {
    return of(SpanContext.getInvalid());
  }

  /** The same, under the id that follows from the place of a record. */
  public Ancestry at(String topic, int partition, long offset) {
    long mixed = mixed(topic.hashCode() * STRIDE + partition);
    mixed = mixed(mixed * STRIDE + offset);
    mixed = mixed(mixed ^ low(traceId));
    return new Ancestry(parent, traceId, SpanId.fromLong(mixed == 0 ? 1 : mixed));
  }

  /** Id of the trace that a request has of its own. */
  public static String traceOf(String requestId) {
    if (UUID_FORM.matcher(requestId).matches()) {
      String digits = requestId.replace("-", "");
      if (TraceId.isValid(digits)) {
        return digits;
      }
    }
    byte[] hash = Sha256.of(requestId);
    return TraceId.fromBytes(Arrays.copyOf(hash, TraceId.getLength() / 2));
  }

  /** The half of a trace's id that is told apart best. */
  static long low(String traceId) {
    return Long.parseUnsignedLong(traceId, TraceId.getLength() / 2, TraceId.getLength(), 16);
  }

  private static String anyTrace() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return TraceId.fromLongs(random.nextLong() | 1, random.nextLong());
  }

  private static String anySpan() {
    return SpanId.fromLong(ThreadLocalRandom.current().nextLong() | 1);
  }

  /** The finish of SplitMix64 (Steele, Lea, Flood 2014): each bit in changes half of those out. */
  private static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
