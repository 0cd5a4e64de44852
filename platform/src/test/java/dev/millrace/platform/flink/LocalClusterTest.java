package dev.millrace.platform.flink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.millrace.platform.runtime.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
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

  @Test
  void stateOnDiskIsThereInTheNextLife() throws IOException {
    Counting.restored.set(0);
    Path left = Files.createDirectories(folder.resolve("scratch/of-a-life-that-was-killed"));
    Files.writeString(left.resolve("library"), "left behind");
    for (int life = 0; life < 2; life++) {
      Counting.counted.set(0);
      LocalCluster cluster = new LocalCluster(folder, "job", StateStore.DISK);
      try (cluster) {
        cluster.start(
            environment ->
                environment
                    .fromSequence(1, Long.MAX_VALUE)
                    .keyBy(number -> number % 100, Types.LONG)
                    .process(new Counting())
                    .uid("counting")
                    .sinkTo(new DiscardingSink<>()));
        await().atMost(Duration.ofMinutes(1)).until(() -> Counting.counted.get() > 1_000);
        if (life == 1) {
          await()
              .ignoreExceptions()
              .atMost(Duration.ofMinutes(1))
              .until(() -> checkpoint().isPresent());
          assertThat(Files.readString(checkpoint().orElseThrow(), ISO_8859_1))
              .as("files of an earlier life may be cleared away")
              .doesNotContain("/savepoints/");
        }
      }
      assertThat(cluster.stoppedCleanly()).as("life %d", life).isTrue();
    }

    assertThat(left).doesNotExist();
    assertThat(Counting.restored.get()).as("what the first life had counted").isGreaterThan(5);
  }

  @Test
  void stateIsOnDiskWhereThatHasALibrary() {
    assertThat(StateStore.on("Linux")).isEqualTo(StateStore.DISK);
    assertThat(StateStore.on("Mac OS X")).isEqualTo(StateStore.HEAP);
  }

  /** What a complete checkpoint is made of. */
  private Optional<Path> checkpoint() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files.filter(file -> file.endsWith("_metadata")).findFirst();
    }
  }

  /** Counts the values of each key. */
  private static final class Counting extends KeyedProcessFunction<Long, Long, Long> {

    private static final long serialVersionUID = 1;
    static final AtomicLong counted = new AtomicLong();
    static final AtomicLong restored = new AtomicLong();

    @Override
    public void processElement(Long number, Context context, Collector<Long> out) throws Exception {
      ValueState<Long> state =
          getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
      Long before = state.value();
      if (counted.incrementAndGet() == 1 && before != null) {
        restored.set(before);
      }
      state.update(before == null ? 1 : before + 1);
    }
  }

  private static Long failing(Long number) {
    throw new IllegalStateException("number " + number);
  }
}
