package dev.millrace.platform.telemetry;

import io.opentelemetry.sdk.trace.IdGenerator;

/** Gives the span that is begun on this thread the ids that were chosen for it. */
final class ChosenIds implements IdGenerator {

  private static final ThreadLocal<Ancestry> CHOSEN = new ThreadLocal<>();

  void choose(Ancestry ancestry) {
    CHOSEN.set(ancestry);
  }

  void forget() {
    CHOSEN.remove();
  }

  @Override
  public String generateTraceId() {
    return CHOSEN.get().traceId();
  }

  @Override
  public String generateSpanId() {
    return CHOSEN.get().spanId();
  }
}
