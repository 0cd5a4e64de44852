package dev.millrace.bedrock.conduct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultScriptTest {

  private static final long SEED = 11;
  private static final Effect WRONG = new Effect.WrongJson();
  private static final Effect HALF = new Effect.HalfAnswer();
  private static final Effect BROKEN_STREAM =
      new Effect.StreamException("modelStreamErrorException", "broken", 0.5);

  private record Call(String text, boolean streams) implements Asked {

    @Override
    public boolean says(String words) {
      return text.contains(words);
    }
  }

  private static final Call CALL = new Call("hello", false);

  @Test
  void befallsEveryCallWhereNothingElseIsSaid() {
    assertThat(struck(script(rule(FaultRule.Trigger.ALWAYS, WRONG)), CALL, 3))
        .containsExactly(0, 1, 2);
  }

  @Test
  void befallsEveryNthCall() {
    assertThat(struck(script(rule(every(3), WRONG)), CALL, 9)).containsExactly(2, 5, 8);
  }

  @Test
  void countsOnlyCallsThatHoldTheText() {
    FaultScript script =
        script(
            rule(
                new FaultRule.Trigger(
                    OptionalLong.of(2), OptionalDouble.empty(), Optional.of("poison")),
                WRONG));

    assertThat(struck(script, CALL, 5)).isEmpty();
    assertThat(struck(script, new Call("a poisonous thing", false), 4)).containsExactly(1, 3);
  }

  @Test
  void drawsUnderItsSeed() {
    FaultRule rule = rule(probability(0.1), WRONG);

    List<Integer> once = struck(script(rule), CALL, 10_000);

    assertThat(once.size() / 10_000.0).as("seed " + SEED).isCloseTo(0.1, within(0.02));
    assertThat(struck(script(rule), CALL, 10_000)).isEqualTo(once);
    assertThat(struck(new FaultScript(List.of(rule), SEED + 1), CALL, 10_000)).isNotEqualTo(once);
  }

  @Test
  void appliesTheFirstRuleThatFits() {
    FaultScript script = script(rule(every(2), WRONG), rule(every(1), HALF));

    assertThat(script.next(CALL)).contains(HALF);
    assertThat(script.next(CALL)).contains(WRONG);
    assertThat(script.json())
        .hasToString(
            "[{\"effect\":\"WrongJson\",\"seen\":2,\"struck\":1},"
                + "{\"effect\":\"HalfAnswer\",\"seen\":2,\"struck\":1}]");
  }

  @Test
  void doesNotMoveWhereOneRuleMoreIsInFront() {
    List<Integer> alone = struck(script(rule(every(3), HALF)), CALL, 6);
    FaultScript behind = script(rule(every(2), WRONG), rule(every(3), HALF));

    List<Integer> halved =
        IntStream.range(0, 6)
            .filter(i -> behind.next(CALL).filter(HALF::equals).isPresent())
            .boxed()
            .toList();

    assertThat(alone).containsExactly(2, 5);
    assertThat(halved).containsExactly(2);
  }

  @Test
  void breaksStreamsOnlyWhereThereIsOne() {
    FaultScript script = script(rule(FaultRule.Trigger.ALWAYS, BROKEN_STREAM));

    assertThat(script.next(CALL)).isEmpty();
    assertThat(script.next(new Call("hello", true))).contains(BROKEN_STREAM);
  }

  @Test
  void refusesRulesThatCannotBe() {
    assertThatThrownBy(() -> every(0)).hasMessageContaining("every is 0");
    assertThatThrownBy(() -> probability(1.1)).hasMessageContaining("probability is 1.1");
    assertThatThrownBy(() -> new Effect.CutBody(1)).hasMessageContaining("a share of 0");
    assertThatThrownBy(() -> new Effect.SlowBytes(0)).hasMessageContaining("one byte a second");
    assertThatThrownBy(() -> new Effect.OtherStopReason("")).hasMessageContaining("a stop reason");
  }

  private static FaultScript script(FaultRule... rules) {
    return new FaultScript(List.of(rules), SEED);
  }

  private static FaultRule rule(FaultRule.Trigger when, Effect effect) {
    return new FaultRule(when, effect);
  }

  private static FaultRule.Trigger every(long calls) {
    return new FaultRule.Trigger(OptionalLong.of(calls), OptionalDouble.empty(), Optional.empty());
  }

  private static FaultRule.Trigger probability(double share) {
    return new FaultRule.Trigger(OptionalLong.empty(), OptionalDouble.of(share), Optional.empty());
  }

  private static List<Integer> struck(FaultScript script, Asked call, int calls) {
    return IntStream.range(0, calls).filter(i -> script.next(call).isPresent()).boxed().toList();
  }
}
