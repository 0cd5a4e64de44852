package dev.millrace.deploy.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TasksTest {

  /** Maps of Java have another order in each process, and templates would too. */
  @Test
  void variablesAreInOrder() {
    assertThat(
            Tasks.environment(
                Map.of(
                    "registry.address", "1",
                    "cost.state-folder", "2",
                    "kafka.security", "3",
                    "cost.instance", "4",
                    "kafka.bootstrap", "5")))
        .containsExactly(
            Map.entry("MILLRACE_COST_INSTANCE", "4"),
            Map.entry("MILLRACE_COST_STATE_FOLDER", "2"),
            Map.entry("MILLRACE_KAFKA_BOOTSTRAP", "5"),
            Map.entry("MILLRACE_KAFKA_SECURITY", "3"),
            Map.entry("MILLRACE_REGISTRY_ADDRESS", "1"));
  }
}
