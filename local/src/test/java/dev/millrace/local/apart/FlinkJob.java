package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of Millrace's jobs on a {@link FlinkCluster}. */
final class FlinkJob {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(300);

  private final FlinkRest rest;
  private final Path jar;
  private final Path settings;
  private @Nullable String id;

  /**
   * Not submitted yet.
   *
   * @param rest of the JobManager
   * @param module whose job it is
   * @param settings properties file, given to its main class
   */
  FlinkJob(FlinkRest rest, String module, Path settings) {
    this.rest = rest;
    this.jar = Packaged.clusterJar(module);
    this.settings = settings;
  }

  /** Submits it; may return before its tasks run. */
  void submit(int parallelism, Optional<String> from) throws IOException {
    id = rest.run(rest.upload(jar), settings, parallelism, from);
  }

  void awaitRunning() {
    await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .untilAsserted(() -> assertThat(rest.runs(id())).as("the job of %s runs", jar).isTrue());
  }

  /** When its tasks began last, as the JobManager says; nothing where that does not answer. */
  Optional<Instant> began() {
    return rest.began(id());
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

  private String id() {
    if (id == null) {
      throw new IllegalStateException("the job of " + jar + " was not submitted");
    }
    return id;
  }
}
