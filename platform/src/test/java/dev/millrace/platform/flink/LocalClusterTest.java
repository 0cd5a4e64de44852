package dev.millrace.platform.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.millrace.platform.runtime.Health;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void aClusterWithoutAJobStopsCleanly() {
    LocalCluster cluster = new LocalCluster(folder, "job");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                cluster.start(
                    environment -> {
                      throw new IllegalStateException("no such job");
                    }));

    cluster.close();

    assertThat(cluster.stoppedCleanly()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> cluster.start(environment -> {}))
        .withMessage("the cluster of the job job is closed");
  }

  @Test
  void aJobThatLeavesASavepointStopsCleanly() {
    LocalCluster cluster = new LocalCluster(folder, "job");
    try (cluster) {
      cluster.start(
          environment ->
              environment.fromSequence(1, Long.MAX_VALUE).sinkTo(new DiscardingSink<>()));
      await().atMost(Duration.ofMinutes(1)).until(() -> cluster.health() instanceof Health.Running);
      assertThat(cluster.stoppedCleanly()).isFalse();
    }

    assertThat(cluster.stoppedCleanly()).isTrue();
  }

  @Test
  void aJobThatLeavesNoSavepointDoesNotStopCleanly() {
    LocalCluster cluster = new LocalCluster(folder, "job");
    try (cluster) {
      cluster.start(
          environment ->
              environment
                  .fromSequence(1, 10)
                  .map(LocalClusterTest::failing)
                  .sinkTo(new DiscardingSink<>()));
    }

    assertThat(cluster.stoppedCleanly()).isFalse();
  }

  private static Long failing(Long number) {
    throw new IllegalStateException("number " + number);
  }
}
