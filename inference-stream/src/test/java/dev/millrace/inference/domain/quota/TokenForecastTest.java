package dev.millrace.inference.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TokenForecastTest {

  private static final String NOVA = "amazon.nova-micro-v1:0";
  private static final String CLAUDE = "anthropic.claude-sonnet-4-6";

  private final TokenForecast forecast = new TokenForecast();

  @Test
  void expectsTheWorstBeforeTheFirstAnswer() {
    assertThat(forecast.of(call(NOVA, "tickets"))).isEqualTo(new Reservation(150, 150));
  }

  @Test
  void expectsWhatCallsTookSoFarAndBoundsTheLongestAnswer() {
    forecast.learn(call(NOVA, "tickets"), new TokenUsage(60L, 10L, 0L, 0L, 0L));

    // 60 tokens of 300 bytes, with a margin of a tenth.
    assertThat(forecast.of(call(NOVA, "tickets"))).isEqualTo(new Reservation(116, 76));
  }

  @Test
  void countsWhatTheCacheGaveAsInputOfTheNext() {
    forecast.learn(call(NOVA, "tickets"), new TokenUsage(10L, 10L, 50L, 0L, 0L));

    assertThat(forecast.of(call(NOVA, "tickets")).bound()).isEqualTo(116);
  }

  @Test
  void countsWhatWasWrittenToTheCacheAsInputToo() {
    forecast.learn(call(NOVA, "tickets"), new TokenUsage(10L, 10L, 20L, 18L, 12L));

    assertThat(forecast.of(call(NOVA, "tickets")).bound()).isEqualTo(116);
  }

  @Test
  void learnsAnewBeyondTenThousandPipelines() {
    TokenUsage usage = new TokenUsage(60L, 10L, 0L, 0L, 0L);
    for (int i = 0; i < 10_000; i++) {
      forecast.learn(call(NOVA, "pipeline " + i), usage);
    }
    forecast.learn(call(NOVA, "pipeline 0"), usage);
    assertThat(forecast.of(call(NOVA, "pipeline 0")).expected()).isEqualTo(76);

    forecast.learn(call(NOVA, "one more"), usage);

    assertThat(forecast.of(call(NOVA, "pipeline 0")).expected()).isEqualTo(150);
    assertThat(forecast.of(call(NOVA, "one more")).expected()).isEqualTo(76);
  }

  @Test
  void weighsTheOutputAsItsModelDoes() {
    forecast.learn(call(CLAUDE, "tickets"), new TokenUsage(60L, 10L, 0L, 0L, 0L));

    assertThat(forecast.of(call(CLAUDE, "tickets"))).isEqualTo(new Reservation(116, 116));
  }

  @Test
  void learnsForEachPipelineOfEachModelAlone() {
    forecast.learn(call(NOVA, "tickets"), new TokenUsage(60L, 10L, 0L, 0L, 0L));

    assertThat(forecast.of(call(NOVA, "others")).expected()).isEqualTo(150);
    assertThat(forecast.of(call("other", "tickets")).expected()).isEqualTo(150);
  }

  @Test
  void learnsTheOutputOfEachRecordOfASharedCall() {
    forecast.learn(shared(call(NOVA, "tickets"), 4), new TokenUsage(60L, 40L, 0L, 0L, 0L));

    assertThat(forecast.of(call(NOVA, "tickets"))).isEqualTo(new Reservation(116, 76));
    assertThat(forecast.of(shared(call(NOVA, "tickets"), 3))).isEqualTo(new Reservation(116, 96));
  }

  @Test
  void followsWhatChanges() {
    for (int i = 0; i < 100; i++) {
      forecast.learn(call(NOVA, "tickets"), new TokenUsage(60L, 10L, 0L, 0L, 0L));
    }
    for (int i = 0; i < 100; i++) {
      forecast.learn(call(NOVA, "tickets"), new TokenUsage(60L, 40L, 0L, 0L, 0L));
    }

    assertThat(forecast.of(call(NOVA, "tickets")).expected()).isBetween(105L, 106L);
  }

  private static ModelCall shared(ModelCall call, int records) {
    return new ModelCall(
        call.requestId(),
        call.tenant(),
        call.pipeline(),
        call.attempt(),
        call.route(),
        call.input(),
        records,
        call.guardrail());
  }

  private static ModelCall call(String model, String pipeline) {
    return new ModelCall(
        "request-1",
        "default",
        pipeline,
        1,
        new ModelRoute(model, 1, Route.CHAMPION),
        new ModelInput.Chat(
            Optional.of("y".repeat(100)), "x".repeat(200), 50, OptionalDouble.empty()));
  }
}
