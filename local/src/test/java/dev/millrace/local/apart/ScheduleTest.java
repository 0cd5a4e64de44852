package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final List<String> NAMES =
      List.of(Apart.BROKER, Apart.REGISTRY, Apart.BEDROCK, "gateway", Apart.JOB_MANAGER);

  private static final int MANY = 500;

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(Schedule.of(7, 50, NAMES)).isEqualTo(Schedule.of(7, 50, NAMES));
    assertThat(Schedule.of(8, 50, NAMES).faults()).isNotEqualTo(Schedule.of(7, 50, NAMES).faults());
  }

  @Test
  void beginsWithManyKindsForSeedsThatFollowEachOther() {
    Set<Class<?>> first = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      first.add(Schedule.of(seed, 1, NAMES).faults().get(0).getClass());
    }

    assertThat(first).hasSizeGreaterThan(5);
  }

  @Test
  void hasEveryKindOfFaultInTime() {
    Set<Class<?>> kinds = new HashSet<>();
    Schedule.of(1, MANY, NAMES).faults().forEach(fault -> kinds.add(fault.getClass()));

    assertThat(kinds).hasSameElementsAs(List.of(Fault.class.getPermittedSubclasses()));
  }

  @Test
  void leavesTheMeterADiskAndTheBrokersNetworkAMemory() {
    List<Fault> faults = Schedule.of(1, MANY, NAMES).faults();

    assertThat(faults)
        .noneMatch(
            fault -> fault instanceof Fault.FullDisk full && full.name().equals(Apart.BEDROCK))
        .noneMatch(
            fault ->
                fault instanceof Fault.Network network
                    && network.line() == Fault.Line.ALL_TO_BROKER
                    && network.conduct().way() == TcpProxy.Way.VANISH);
  }

  @Test
  void saysInWordsWhatItHas() {
    assertThat(new Fault.Kill("broker").words()).isEqualTo("broker killed");
    assertThat(new Fault.Absence("registry", Duration.ofMillis(1_250)).words())
        .isEqualTo("registry away for 1.3 s");
    assertThat(new Fault.ClockJump(Duration.ofMinutes(-7), Duration.ofSeconds(2)).words())
        .isEqualTo("producers' clock -7 min for 2.0 s");
    assertThat(
            new Fault.Network(
                    Fault.Line.ALL_TO_BROKER,
                    new TcpProxy.Conduct(TcpProxy.Way.PASS, Duration.ofMillis(40), 90_000),
                    Duration.ofSeconds(1))
                .words())
        .isEqualTo("network of the broker slow (40 ms, 90 KB/s) for 1.0 s");
  }
}
