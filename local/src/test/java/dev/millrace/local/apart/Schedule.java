package dev.millrace.local.apart;

import dev.millrace.local.apart.TcpProxy.Conduct;
import dev.millrace.local.apart.TcpProxy.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What befalls a factory in one run, as a seed has it.
 *
 * @param seed gives the same faults again, in the same order
 */
record Schedule(long seed, List<Fault> faults) {

  private static final int MOST_POISON = 5;

  /** Shorter than a Flink cluster takes for death. */
  private static final int LONGEST_MILLIS = 5_000;

  private static final int SHORTEST_MILLIS = 500;

  /** Kinds are as likely as they are listed. */
  private enum Kind {
    KILL,
    KILL_BROKER,
    RESTART,
    ABSENCE,
    STANDSTILL,
    NETWORK,
    STORM,
    POISON
  }

  /**
   * Draws one.
   *
   * @param names of the processes
   */
  static Schedule of(long seed, int faults, List<String> names) {
    Random random = new Random(seed);
    List<Fault> drawn = new ArrayList<>();
    for (int fault = 0; fault < faults; fault++) {
      drawn.add(draw(random, names));
    }
    return new Schedule(seed, List.copyOf(drawn));
  }

  private static Fault draw(Random random, List<String> names) {
    return switch (one(random, List.of(Kind.values()))) {
      case KILL -> new Fault.Kill(one(random, names));
      case KILL_BROKER -> new Fault.Kill(Apart.BROKER);
      case RESTART -> new Fault.Restart(one(random, restartable(names)));
      case ABSENCE -> new Fault.Absence(one(random, Apart.SERVICES), time(random));
      case STANDSTILL -> new Fault.Standstill(one(random, names), time(random));
      case NETWORK ->
          new Fault.Network(
              one(random, List.of(Fault.Line.values())), conduct(random), time(random));
      case STORM -> new Fault.Storm(time(random));
      case POISON -> new Fault.Poison(1 + random.nextInt(MOST_POISON));
    };
  }

  /** A Flink cluster is restarted by killing it: what it forgets is the same. */
  private static List<String> restartable(List<String> names) {
    return names.stream()
        .filter(name -> !name.equals(Apart.JOB_MANAGER) && !name.equals(Apart.TASK_MANAGER))
        .toList();
  }

  private static Conduct conduct(Random random) {
    return switch (one(random, List.of(Way.values()))) {
      case PASS ->
          new Conduct(
              Way.PASS, Duration.ofMillis(random.nextInt(300)), 20_000 + random.nextInt(200_000));
      case HOLD -> Conduct.of(Way.HOLD);
      case VANISH -> Conduct.of(Way.VANISH);
      case RESET -> Conduct.of(Way.RESET);
    };
  }

  private static Duration time(Random random) {
    return Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS));
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
