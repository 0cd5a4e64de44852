package dev.millrace.bedrock;

import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.conduct.FaultRule;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one fault rule of the setup file: when, which effect, and what that effect is given. */
final class SetupFault {

  private static final Set<String> RULE = Set.of("effect", "every", "probability", "text");

  /** What each effect may be given. */
  private static final Map<String, Set<String>> EFFECTS =
      Map.of(
          "error", Set.of("status", "type", "message", "after"),
          "no-reply", Set.of("held"),
          "cut-body", Set.of("share"),
          "stream-exception", Set.of("type", "message", "share"),
          "wrong-json", Set.of(),
          "half-answer", Set.of(),
          "slow-bytes", Set.of("bytesPerSecond"),
          "stop-reason", Set.of("stopReason"),
          "missing-usage", Set.of());

  /** Longer than clients wait. */
  private static final Duration HELD = Duration.ofMinutes(10);

  private static final double MIDDLE = 0.5;

  private SetupFault() {}

  static Optional<FaultRule> read(SetupPart rule) {
    String name = rule.part("effect").text();
    Set<String> given = EFFECTS.get(name);
    if (given == null) {
      rule.part("effect")
          .problem(
              "is " + name + ", expected one of " + EFFECTS.keySet().stream().sorted().toList());
      return Optional.empty();
    }
    Set<String> members = new HashSet<>(RULE);
    members.addAll(given);
    rule.knows(members);
    return trigger(rule)
        .flatMap(
            when -> rule.made(() -> effect(name, rule)).map(effect -> new FaultRule(when, effect)));
  }

  private static Optional<FaultRule.Trigger> trigger(SetupPart rule) {
    Optional<Long> every = rule.part("every").integer();
    Optional<Double> probability = rule.part("probability").number();
    Optional<String> text = words(rule);
    return rule.made(
        () ->
            new FaultRule.Trigger(
                every.map(OptionalLong::of).orElse(OptionalLong.empty()),
                probability.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                text));
  }

  private static Optional<String> words(SetupPart rule) {
    return rule.has("text") ? Optional.of(rule.part("text").text()) : Optional.empty();
  }

  private static Effect effect(String name, SetupPart rule) {
    return switch (name) {
      case "error" ->
          new Effect.Refusal(
              rule.part("status").smallInteger().orElse(0),
              rule.part("type").text(),
              rule.part("message").text(),
              rule.part("after").duration().orElse(Duration.ZERO));
      case "no-reply" -> new Effect.NoReply(rule.part("held").duration().orElse(HELD));
      case "cut-body" -> new Effect.CutBody(rule.part("share").number().orElse(MIDDLE));
      case "stream-exception" ->
          new Effect.StreamException(
              rule.part("type").text(),
              rule.part("message").text(),
              rule.part("share").number().orElse(MIDDLE));
      case "wrong-json" -> new Effect.WrongJson();
      case "half-answer" -> new Effect.HalfAnswer(words(rule));
      case "slow-bytes" ->
          new Effect.SlowBytes(rule.part("bytesPerSecond").smallInteger().orElse(0));
      case "stop-reason" -> new Effect.OtherStopReason(rule.part("stopReason").text());
      case "missing-usage" -> new Effect.MissingUsage();
      default -> throw new AssertionError(name);
    };
  }
}
