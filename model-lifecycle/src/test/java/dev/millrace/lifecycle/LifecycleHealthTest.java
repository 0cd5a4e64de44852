package dev.millrace.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.runtime.Health;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;

class LifecycleHealthTest {

  @Test
  void runsWhetherSomethingIsJudgedOrNot() {
    assertThat(LifecycleService.health(State.RUNNING, Optional.empty()))
        .isEqualTo(new Health.Running());
    assertThat(LifecycleService.health(State.RUNNING, Optional.of(State.REBALANCING)))
        .isEqualTo(new Health.Running());
    assertThat(LifecycleService.health(State.REBALANCING, Optional.of(State.RUNNING)))
        .isEqualTo(new Health.Starting());
  }

  @Test
  void failsWithEitherTopologyAndSaysWhich() {
    assertThat(LifecycleService.health(State.ERROR, Optional.of(State.RUNNING)))
        .isInstanceOfSatisfying(
            Health.Failed.class,
            failed -> assertThat(failed.reason()).contains("topology of model-lifecycle is ERROR"));
    assertThat(LifecycleService.health(State.RUNNING, Optional.of(State.ERROR)))
        .isInstanceOfSatisfying(
            Health.Failed.class,
            failed -> assertThat(failed.reason()).contains("topology of the judge is ERROR"));
  }
}
