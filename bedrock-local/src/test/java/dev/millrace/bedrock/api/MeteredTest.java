package dev.millrace.bedrock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bedrock.conduct.ByModel;
import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.conduct.Conduct;
import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.conduct.FaultRule;
import dev.millrace.bedrock.conduct.Latency;
import dev.millrace.bedrock.conduct.ManualClock;
import dev.millrace.bedrock.conduct.QuotaLimits;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.StopReason;
import dev.millrace.bedrock.model.TokenUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The course of calls, by a clock that stands still. */
class MeteredTest {

  private static final String MODEL = "amazon.nova-micro-v1:0";

  private static final ChatAnswer ANSWER =
      new ChatAnswer(
          "x".repeat(80), StopReason.END_TURN, Optional.empty(), new TokenUsage(100, 20));

  private final ManualClock clock = new ManualClock();
  private InvocationLog meter;

  @BeforeEach
  void open(@TempDir Path folder) {
    meter = InvocationLog.open(folder.resolve("invocations.jsonl"));
  }

  @AfterEach
  void close() {
    meter.close();
  }

  @Test
  void letsThousandsOfCallsWaitWithoutAThread() {
    Metered metered = metered(Conduct.PERFECT, Duration.ofSeconds(1));

    List<CompletionStage<Course.Done>> calls = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      calls.add(perform(metered, ModelOperation.CONVERSE));
    }

    assertThat(clock.waiting()).isEqualTo(5000);
    clock.advance(Duration.ofMillis(999));
    assertThat(meter.totals().path("calls").asInt()).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(calls).allSatisfy(call -> assertThat(call.toCompletableFuture()).isCompleted());
    assertThat(meter.totals().path("calls").asInt()).isEqualTo(5000);
    assertThat(calls.get(0).toCompletableFuture().join().latencyMillis()).isEqualTo(1000);
  }

  @Test
  void holdsWhatACallMayUseUntilItIsOver() {
    Conduct conduct = conduct(Optional.empty());
    Conditions conditions = new Conditions(conduct, latency(Duration.ofSeconds(1)), clock);
    Metered metered = new Metered(meter, conditions, new Pace(clock, clock));

    var first = perform(metered, ModelOperation.CONVERSE).toCompletableFuture();
    assertThat(tokens(conditions, "used")).isEqualTo(600);
    assertThat(tokens(conditions, "reserved")).isEqualTo(600);
    assertThatThrownBy(() -> perform(metered, ModelOperation.CONVERSE))
        .isInstanceOf(AwsError.class)
        .hasMessage("Too many tokens, please wait before trying again.");
    clock.advance(Duration.ofSeconds(1));

    assertThat(first).isCompleted();
    assertThat(tokens(conditions, "reserved")).isZero();
    assertThat(tokens(conditions, "settled")).isEqualTo(100 + 5 * 20);
    assertThat(meter.totals().path("throttled").asInt()).isEqualTo(1);
    assertThat(meter.totals().path("calls").asInt()).isEqualTo(1);
  }

  @Test
  void givesBackTheTokensOfACallThatFails() {
    Conditions conditions =
        new Conditions(
            conduct(Optional.of(new Effect.Refusal(500, "X", "y", Duration.ofSeconds(2)))),
            latency(Duration.ZERO),
            clock);
    Metered metered = new Metered(meter, conditions, new Pace(clock, clock));

    var call = perform(metered, ModelOperation.CONVERSE).toCompletableFuture();
    assertThat(call).isNotDone();
    assertThat(tokens(conditions, "reserved")).isEqualTo(600);
    clock.advance(Duration.ofSeconds(2));

    assertThat(call).isCompletedExceptionally();
    assertThat(tokens(conditions, "used")).isZero();
    assertThat(tokens(conditions, "settled")).isZero();
    assertThat(meter.totals().path("calls").asInt()).isZero();
  }

  @Test
  void billsAStreamForWhatItSaid() {
    for (Effect effect :
        List.of(new Effect.CutBody(0.5), new Effect.StreamException("x", "y", 0.5))) {
      long before = meter.totals().path("outputTokens").asLong();
      Metered metered = metered(conduct(Optional.of(effect)), Duration.ZERO);

      assertThat(perform(metered, ModelOperation.CONVERSE_STREAM).toCompletableFuture())
          .isCompleted();

      // Two of five pieces, with four tokens each.
      assertThat(meter.totals().path("outputTokens").asLong()).isEqualTo(before + 8);
    }
  }

  @Test
  void billsABodyThatIsCutWhole() {
    Metered metered = metered(conduct(Optional.of(new Effect.CutBody(0))), Duration.ZERO);

    assertThat(perform(metered, ModelOperation.CONVERSE).toCompletableFuture()).isCompleted();

    assertThat(meter.totals().path("outputTokens").asLong()).isEqualTo(20);
  }

  private Metered metered(Conduct conduct, Duration latency) {
    return new Metered(
        meter, new Conditions(conduct, latency(latency), clock), new Pace(clock, clock));
  }

  private static Latency latency(Duration latency) {
    return Latency.fixed(latency);
  }

  /** A thousand tokens a minute, of which a call takes 600, and five for one of output. */
  private static Conduct conduct(Optional<Effect> effect) {
    QuotaLimits limits =
        new QuotaLimits(OptionalLong.of(1000), OptionalLong.empty(), OptionalInt.of(5));
    List<FaultRule> rules =
        effect.map(known -> new FaultRule(FaultRule.Trigger.ALWAYS, known)).stream().toList();
    return new Conduct(
        1,
        new ByModel<>(Map.of(MODEL, limits)),
        new ByModel<>(Map.of()),
        new ByModel<>(Map.of()),
        new ByModel<>(Map.of(MODEL, rules)));
  }

  private static CompletionStage<Course.Done> perform(Metered metered, ModelOperation operation) {
    Target target = new Target("id", MODEL, MODEL);
    Work work = new Work(operation, List.of("hello"), new Work.Reserved(100, 500), Map.of());
    return metered.perform(target, work, () -> CompletableFuture.completedFuture(ANSWER));
  }

  private static long tokens(Conditions conditions, String name) {
    return conditions
        .quotas()
        .json()
        .at("/models")
        .path(MODEL)
        .path("tokens")
        .path(name)
        .asLong(-1);
  }
}
