package dev.millrace.platform.telemetry;

import dev.millrace.schemas.Sha256;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

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

  /** Of a UUID as it is written, with four hyphens. */
  private static final int UUID_LENGTH = 36;

  private static final int HEX_BITS = 4;

  /** An odd number whose bits look like chance: the golden ratio's. */
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  /** Of a request: part of the span before it, or else the first of the request's own trace. */
  public static Ancestry of(SpanContext parent, String requestId) {
    return new Ancestry(
        parent, parent.isValid() ? parent.getTraceId() : traceOf(requestId), anySpan());
  }

  /** The same, under the id that follows from the place of the record that is worked on. */
  public static Ancestry of(
      SpanContext parent, String requestId, String topic, int partition, long offset) {
    String traceId = parent.isValid() ? parent.getTraceId() : traceOf(requestId);
    return new Ancestry(parent, traceId, spanAt(traceId, topic, partition, offset));
  }

  /** Of what nobody can name: part of the span before it, or the first of any trace. */
  public static Ancestry of(SpanContext parent) {
    return new Ancestry(parent, parent.isValid() ? parent.getTraceId() : anyTrace(), anySpan());
  }

  /** The first of any trace. */
  public static Ancestry none() {
    return of(SpanContext.getInvalid());
  }

  /** Id of the trace that a request has of its own. */
  public static String traceOf(String requestId) {
    @Nullable String digits = digitsOfUuid(requestId);
    if (digits != null && TraceId.isValid(digits)) {
      return digits;
    }
    byte[] hash = Sha256.of(requestId);
    return TraceId.fromBytes(Arrays.copyOf(hash, TraceId.getLength() / 2));
  }

  /** Without the hyphens; null for what is no UUID. Asked for each record, so no pattern. */
  private static @Nullable String digitsOfUuid(String text) {
    if (text.length() != UUID_LENGTH) {
      return null;
    }
    char[] digits = new char[TraceId.getLength()];
    int length = 0;
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = text.charAt(i);
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      if (hyphen ? c != '-' : !isHex(c)) {
        return null;
      }
      if (!hyphen) {
        digits[length++] = c;
      }
    }
    return new String(digits);
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  /** The half of a trace's id that is told apart best. */
  static long low(String traceId) {
    long low = 0;
    for (int i = TraceId.getLength() / 2; i < TraceId.getLength(); i++) {
      low = low << HEX_BITS | Character.digit(traceId.charAt(i), 1 << HEX_BITS);
    }
    return low;
  }

  private static String spanAt(String traceId, String topic, int partition, long offset) {
    long mixed = mixed(topic.hashCode() * STRIDE + partition);
    mixed = mixed(mixed * STRIDE + offset);
    mixed = mixed(mixed ^ low(traceId));
    return SpanId.fromLong(mixed == 0 ? 1 : mixed);
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
