package dev.millrace.bedrock.conduct;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Decides call by call what goes wrong: of the rules that fit, the first.
 *
 * <p><i>Shape</i>: every rule counts and draws for every call it looks at, whatever the others say,
 * so one rule more does not move when the others strike.
 *
 * <p><i>Threads</i>: may be used by many at once; the order in which they come is the script's.
 */
public final class FaultScript {

  private final List<Counting> rules = new ArrayList<>();

  private static final class Counting {

    private final FaultRule rule;
    private final RandomGenerator random;
    private long seen;
    private long struck;

    private Counting(FaultRule rule, RandomGenerator random) {
      this.rule = rule;
      this.random = random;
    }

    boolean fits(Asked asked) {
      FaultRule.Trigger when = rule.when();
      if ((rule.effect().needsStream() && !asked.streams())
          || !when.text().map(asked::says).orElse(true)) {
        return false;
      }
      seen++;
      boolean drawn =
          when.probability().isEmpty() || random.nextDouble() < when.probability().getAsDouble();
      return drawn && (when.every().isEmpty() || seen % when.every().getAsLong() == 0);
    }
  }

  /**
   * The rules of one key of the setup.
   *
   * @param seed determines what is drawn
   */
  public FaultScript(List<FaultRule> rules, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    rules.forEach(rule -> this.rules.add(new Counting(rule, seeds.split())));
  }

  /** What befalls the next call. */
  public synchronized Optional<Effect> next(Asked asked) {
    Optional<Effect> befalls = Optional.empty();
    for (Counting rule : rules) {
      if (rule.fits(asked) && befalls.isEmpty()) {
        rule.struck++;
        befalls = Optional.of(rule.rule.effect());
      }
    }
    return befalls;
  }

  /** How many calls each rule looked at, and how many it befell. */
  synchronized ArrayNode json() {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Counting rule : rules) {
      json.addObject()
          .put("effect", rule.rule.effect().getClass().getSimpleName())
          .put("seen", rule.seen)
          .put("struck", rule.struck);
    }
    return json;
  }
}
