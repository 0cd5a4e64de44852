package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of Millrace's jobs on a {@link FlinkCluster}, as somebody who operates it takes it along. */
final class FlinkJob {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(300);

  private final FlinkCluster cluster;
  private final FlinkRest rest;
  private final Path jar;
  private final Path settings;
  private @Nullable String id;

  /** Where its life began; until it has a checkpoint, the next one begins there too. */
  private Optional<String> beginning = Optional.empty();

  /**
   * Not submitted yet.
   *
   * @param module whose job it is
   * @param settings properties file, given to its main class
   */
  FlinkJob(FlinkCluster cluster, String module, Path settings) {
    this.cluster = cluster;
    this.rest = new FlinkRest(cluster.restPort());
    this.jar = Packaged.clusterJar(module);
    this.settings = settings;
  }

  /** Submits it, and waits until all its tasks run. */
  void submit(int parallelism, Optional<String> from) throws IOException {
    String submitted = rest.run(rest.upload(jar), settings, parallelism, from);
    id = submitted;
    beginning = from;
    awaitRunning();
  }

  void awaitRunning() {
    await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .untilAsserted(() -> assertThat(runs()).as("the job of %s runs", jar).isTrue());
  }

  boolean runs() {
    return rest.runs(id());
  }

  /** Stops it with a savepoint, and returns where that is. */
  String stop() throws IOException {
    String order = rest.stop(id());
    return await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .until(() -> rest.savepoint(id(), order), Optional::isPresent)
        .orElseThrow();
  }

  /**
   * Where to go on: its newest complete checkpoint, found without the JobManager, which may be
   * dead.
   */
  Optional<String> newestState() {
    Path folder = cluster.checkpoints().resolve(id());
    if (!Files.isDirectory(folder)) {
      return beginning;
    }
    try (Stream<Path> checkpoints = Files.list(folder)) {
      return checkpoints
          .filter(checkpoint -> Files.exists(checkpoint.resolve("_metadata")))
          .max(Comparator.comparingLong(FlinkJob::number))
          .map(checkpoint -> checkpoint.toUri().toString())
          .or(() -> beginning);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  private String id() {
    if (id == null) {
      throw new IllegalStateException("the job of " + jar + " was not submitted");
    }
    return id;
  }
}
