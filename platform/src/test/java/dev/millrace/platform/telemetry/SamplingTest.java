package dev.millrace.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.RequestId;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

  private static final int REQUESTS = 20_000;
  private static final SpanContext NOBODY = SpanContext.getInvalid();

  /** Ids of requests are not chance in all their bits: a sampler may look at the wrong ones. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.1, 0.5, 0.9, 1})
  void tellsAsLargeAShareOfTheRequestsAsItIsTold(double ratio) {
    Sampling sampling = new Sampling(ratio);
    int told = 0;
    for (int i = 0; i < REQUESTS; i++) {
      told += sampling.tells(Ancestry.traceOf(RequestId.of("acme", "letters", "" + i))) ? 1 : 0;
    }
    assertThat((double) told / REQUESTS).isCloseTo(ratio, within(ratio == 1 ? 0 : ratio / 10));
  }

  @Test
  void leavesTheDecisionToWhoBeganTheTrace() {
    assertThat(new Sampling(0).tells(child(context(TraceFlags.getSampled())))).isTrue();
    assertThat(new Sampling(1).tells(child(context(TraceFlags.getDefault())))).isFalse();
  }

  @Test
  void tellsWhatIsLinkedToAnythingThatIsTold() {
    SpanContext told = context(TraceFlags.getSampled());
    SpanContext untold = context(TraceFlags.getDefault());

    assertThat(new Sampling(0).tells(linked(untold, told))).isTrue();
    assertThat(new Sampling(1).tells(linked(untold, untold))).isFalse();
  }

  private static Beginning child(SpanContext parent) {
    return new Beginning("process raw-events", SpanKind.CONSUMER, Ancestry.of(parent), 0);
  }

  private static Beginning linked(SpanContext... others) {
    return new Beginning("chat", SpanKind.CLIENT, Ancestry.of(NOBODY), List.of(others), 0);
  }

  private static SpanContext context(TraceFlags flags) {
    return SpanContext.create(
        "0123456789abcdef0123456789abcdef", "0123456789abcdef", flags, TraceState.getDefault());
  }
}
