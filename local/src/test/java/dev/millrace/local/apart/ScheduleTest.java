package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final List<String> NAMES =
      List.of(Apart.BROKER, Apart.REGISTRY, Apart.BEDROCK, "gateway", Apart.JOB_MANAGER);

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(Schedule.of(7, 50, NAMES)).isEqualTo(Schedule.of(7, 50, NAMES));
    assertThat(Schedule.of(8, 50, NAMES).faults()).isNotEqualTo(Schedule.of(7, 50, NAMES).faults());
  }

  @Test
  void hasEveryKindOfFaultInTime() {
    Set<Class<?>> kinds = new HashSet<>();
    Schedule.of(1, 200, NAMES).faults().forEach(fault -> kinds.add(fault.getClass()));

    assertThat(kinds).hasSameElementsAs(List.of(Fault.class.getPermittedSubclasses()));
  }
}
