package dev.millrace.local.apart;

import dev.millrace.local.apart.Fault.Line;
import dev.millrace.local.apart.TcpProxy.Conduct;
import dev.millrace.local.apart.TcpProxy.Way;
import dev.millrace.schemas.access.Groups;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What befalls a factory in one run, as a seed has it.
 *
 * @param seed gives the same faults again, in the same order
 */
record Schedule(long seed, List<Fault> faults) {

  private static final int MOST_POISON = 5;
  private static final int MOST_REBALANCES = 5;

  /** Two hours, each way: more than clocks of summer. */
  private static final int LONGEST_JUMP_MINUTES = 120;

  /** Of which each member can be removed. */
  private static final List<String> GROUPS =
      List.of(Groups.INGESTION, Groups.COST_AGGREGATOR, Groups.MODEL_LIFECYCLE);

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
    FULL_DISK,
    NETWORK,
    STORM,
    EXPIRY,
    CLOCK_JUMP,
    REBALANCES,
    POISON
  }

  /**
   * Draws one.
   *
   * @param names of the processes
   */
  static Schedule of(long seed, int faults, List<String> names) {
    // Of seeds that follow each other, Random alone draws the same kind first.
    Random random = new Random(new SplittableRandom(seed).nextLong());
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
      case FULL_DISK -> new Fault.FullDisk(one(random, withDisk(names)), time(random));
      case NETWORK -> network(random);
      case STORM -> new Fault.Storm(time(random));
      case EXPIRY -> new Fault.Expiry(time(random));
      case CLOCK_JUMP -> new Fault.ClockJump(jump(random), time(random));
      case REBALANCES ->
          new Fault.Rebalances(one(random, GROUPS), 1 + random.nextInt(MOST_REBALANCES));
      case POISON ->
          new Fault.Poison(one(random, List.of(Form.values())), 1 + random.nextInt(MOST_POISON));
    };
  }

  /** A Flink cluster is restarted by killing it: what it forgets is the same. */
  private static List<String> restartable(List<String> names) {
    return names.stream()
        .filter(name -> !name.equals(Apart.JOB_MANAGER) && !Apart.TASK_MANAGERS.contains(name))
        .toList();
  }

  /** The endpoint's disk holds the meter, which the books are held against. */
  private static List<String> withDisk(List<String> names) {
    return names.stream().filter(name -> !name.equals(Apart.BEDROCK)).toList();
  }

  private static Fault network(Random random) {
    Line line = one(random, List.of(Line.values()));
    return new Fault.Network(
        line, conduct(random, one(random, List.copyOf(line.ways()))), time(random));
  }

  private static Duration jump(Random random) {
    return Duration.ofMinutes(random.nextInt(2 * LONGEST_JUMP_MINUTES) - LONGEST_JUMP_MINUTES);
  }

  private static Conduct conduct(Random random, Way way) {
    return switch (way) {
      case PASS ->
          new Conduct(
              Way.PASS, Duration.ofMillis(random.nextInt(300)), 20_000 + random.nextInt(200_000));
      case HOLD, VANISH, RESET -> Conduct.of(way);
    };
  }

  private static Duration time(Random random) {
    return Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS));
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
