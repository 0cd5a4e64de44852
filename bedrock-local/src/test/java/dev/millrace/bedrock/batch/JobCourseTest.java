package dev.millrace.bedrock.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.batch.BatchConduct.JobFault;
import dev.millrace.bedrock.batch.BatchConduct.Limits;
import dev.millrace.bedrock.batch.BatchConduct.RecordErrors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The course of jobs, by a clock that stands still. */
class JobCourseTest {

  private static final Limits FEW = new Limits(1, 1000, 20);
  private static final int RECORDS = 25;

  @TempDir private Path folder = Path.of("");

  @Test
  void goesFromStateToStateInItsTime() throws IOException {
    try (JobWorld world = world(paced(10))) {
      String id = world.create("job");

      assertThat(world.job(id).status()).isEqualTo(JobStatus.SUBMITTED);
      world.clock.advance(Duration.ofMillis(1999));
      assertThat(world.job(id).status()).isEqualTo(JobStatus.SUBMITTED);
      world.clock.advance(Duration.ofMillis(1));
      assertThat(world.job(id).status()).isEqualTo(JobStatus.IN_PROGRESS);
      assertThat(world.job(id).counts()).isEqualTo(JobCounts.of(RECORDS));
      world.clock.advance(Duration.ofSeconds(1));
      assertThat(world.job(id).counts().processed()).isEqualTo(10);
      world.clock.advance(Duration.ofSeconds(2));
      assertThat(world.job(id).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(world.job(id).counts().succeeded()).isEqualTo(RECORDS);
      assertThat(world.clock.waiting()).isZero();
    }
  }

  @Test
  void failsARecordWhoseModelBreaksAndGoesOn() throws IOException {
    try (JobWorld world =
        JobWorld.open(
            Files.createDirectories(folder.resolve("broken")),
            paced(10),
            prompt -> {
              throw new IllegalStateException("a defect");
            })) {
      world.put("in/q.jsonl", 3);
      String id = world.create("job");
      world.clock.advance(Duration.ofMinutes(1));

      assertThat(world.job(id).counts().processed()).isEqualTo(3);
      assertThat(world.output(id, "q.jsonl.out").get(0).at("/error/errorCode").asInt())
          .isEqualTo(424);
    }
  }

  @Test
  void givesResultsInAnotherOrderThanThatOfTheInput() throws IOException {
    try (JobWorld world = world(paced(1000))) {
      String id = world.create("job");
      world.clock.advance(Duration.ofMinutes(1));

      assertThat(world.recordIds(id, "q.jsonl.out"))
          .hasSize(RECORDS)
          .doesNotHaveDuplicates()
          .isNotEqualTo(sorted(world.recordIds(id, "q.jsonl.out")));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 19, 20, 21, 25, 33, 40, 44, 45, 60})
  void survivesAKillAtAnyMoment(int tenthsOfSeconds) throws IOException {
    try (JobWorld world = world(paced(10))) {
      String id = world.create("job");
      world.clock.advance(Duration.ofMillis(100L * tenthsOfSeconds));

      endsAsIfNothingHadHappened(world.copyTo(folder.resolve("killed")), id);
    }
  }

  @ParameterizedTest
  @CsvSource({"invocations.jsonl, 1", "invocations.jsonl, all", "results.jsonl, 1"})
  void survivesAKillBetweenResultAndMeter(String file, String torn) throws IOException {
    try (JobWorld world = world(paced(10))) {
      String id = world.create("job");
      world.clock.advance(Duration.ofSeconds(3));
      assertThat(world.metered(id)).isEqualTo(10);
      Path copy = world.copyTo(folder.resolve("killed"));
      Path meter = copy.resolve("invocations.jsonl");
      tear(meter, torn.equals("all") ? lastLine(meter) : 1);
      if (file.equals("results.jsonl")) {
        tear(copy.resolve("batch").resolve(id).resolve(file), 1);
      }

      endsAsIfNothingHadHappened(copy, id);
    }
  }

  @Test
  void survivesBeingStoppedAgainAndAgain() throws IOException {
    String id;
    try (JobWorld world = world(paced(10))) {
      id = world.create("job");
      world.clock.advance(Duration.ofMillis(2500));
    }
    for (int i = 0; i < 10; i++) {
      try (JobWorld world = JobWorld.open(folder.resolve("first"), paced(10))) {
        assertThat(world.metered(id)).isEqualTo(world.job(id).counts().succeeded());
        world.clock.advance(Duration.ofMillis(2000 + 200));
      }
    }

    endsAsIfNothingHadHappened(folder.resolve("first"), id);
  }

  private static void endsAsIfNothingHadHappened(Path path, String id) throws IOException {
    try (JobWorld after = JobWorld.open(path, paced(10))) {
      after.clock.advance(Duration.ofMinutes(1));

      assertThat(after.job(id).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(after.job(id).counts().succeeded()).isEqualTo(RECORDS);
      assertThat(after.metered(id)).isEqualTo(RECORDS);
      assertThat(after.calls()).isEqualTo(RECORDS);
      assertThat(after.recordIds(id, "q.jsonl.out")).hasSize(RECORDS).doesNotHaveDuplicates();
      JsonNode manifest = after.output(id, "manifest.json.out").get(0);
      assertThat(manifest.path("successRecordCount").asInt()).isEqualTo(RECORDS);
      assertThat(manifest.path("inputTokenCount").asInt()).isEqualTo(RECORDS);
    }
  }

  @Test
  void expiresWhereItDoesNotBegin() throws IOException {
    try (JobWorld world = world(conduct(Duration.ofHours(25), 10))) {
      String id = world.create("job");
      world.clock.advance(Duration.ofHours(25));

      assertThat(world.job(id).status()).isEqualTo(JobStatus.EXPIRED);
      assertThat(world.calls()).isZero();
    }
  }

  @Test
  void completesAPartWhereTimeIsUp() throws IOException {
    try (JobWorld world = world(conduct(Duration.ofHours(24).minusSeconds(10), 1))) {
      String id = world.create("job");
      world.clock.advance(Duration.ofHours(25));

      assertThat(world.job(id).status()).isEqualTo(JobStatus.PARTIALLY_COMPLETED);
      assertThat(world.job(id).counts().processed()).isBetween(8, 10);
      assertThat(world.recordIds(id, "q.jsonl.out")).hasSize(world.job(id).counts().processed());
      assertThat(world.metered(id)).isEqualTo(world.job(id).counts().processed());
    }
  }

  @Test
  void stopsBeforeItBegins() throws IOException {
    try (JobWorld world = world(paced(10))) {
      String id = world.create("job");

      world.stop(id);

      assertThat(world.job(id).status()).isEqualTo(JobStatus.STOPPED);
      world.clock.advance(Duration.ofMinutes(1));
      assertThat(world.job(id).status()).isEqualTo(JobStatus.STOPPED);
      assertThat(world.calls()).isZero();
      assertThatThrownBy(() -> world.stop(id))
          .isInstanceOf(AwsError.class)
          .hasMessageContaining("Stopped");
    }
  }

  @Test
  void endsJobsAsTheirNamesSay() throws IOException {
    BatchConduct conduct =
        new BatchConduct(
            0,
            FEW,
            Duration.ZERO,
            OptionalInt.empty(),
            Optional.empty(),
            List.of(
                new JobFault("doomed", JobStatus.FAILED, 0.2, "No capacity."),
                new JobFault("late", JobStatus.EXPIRED, 0, ""),
                new JobFault("half", JobStatus.PARTIALLY_COMPLETED, 0.5, "")));
    try (JobWorld world = world(conduct)) {
      Job failed = world.job(world.create("doomed-job"));
      Job expired = world.job(world.create("late-job"));
      Job half = world.job(world.create("half-job"));
      Job whole = world.job(world.create("job"));

      assertThat(failed.standing().message()).contains("No capacity.");
      assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
      assertThat(failed.counts().processed()).isEqualTo(5);
      assertThat(expired.status()).isEqualTo(JobStatus.EXPIRED);
      assertThat(expired.counts().total()).isZero();
      assertThat(half.status()).isEqualTo(JobStatus.PARTIALLY_COMPLETED);
      assertThat(half.counts().processed()).isEqualTo(12);
      assertThat(world.recordIds(half.id(), "q.jsonl.out")).hasSize(12);
      assertThat(whole.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(world.calls()).isEqualTo(5 + 12 + RECORDS);
    }
  }

  @Test
  void failsTheSameRecordsUnderTheSameSeed() throws IOException {
    List<String> first = failed(folder.resolve("a"), 7);

    assertThat(failed(folder.resolve("b"), 7)).isEqualTo(first).isNotEmpty();
    assertThat(first.size()).isLessThan(RECORDS);
    assertThat(failed(folder.resolve("c"), 8)).isNotEqualTo(first);
  }

  private static List<String> failed(Path path, long seed) throws IOException {
    BatchConduct conduct =
        new BatchConduct(
            seed,
            FEW,
            Duration.ZERO,
            OptionalInt.empty(),
            Optional.of(new RecordErrors(0.4, 503, "Busy.")),
            List.of());
    try (JobWorld world = JobWorld.open(Files.createDirectories(path), conduct)) {
      world.put("in/q.jsonl", RECORDS);
      String id = world.create("job");
      List<JsonNode> errors =
          world.output(id, "q.jsonl.out").stream().filter(line -> line.has("error")).toList();
      assertThat(errors)
          .allSatisfy(
              line -> {
                assertThat(line.at("/error/errorCode").asInt()).isEqualTo(503);
                assertThat(line.at("/error/errorMessage").asText()).isEqualTo("Busy.");
              });
      assertThat(world.metered(id)).isEqualTo(RECORDS - errors.size());
      return sorted(errors.stream().map(line -> line.path("recordId").asText()).toList());
    }
  }

  @Test
  void tellsOfRecordsWhoseModelFails() throws IOException {
    try (JobWorld world =
        JobWorld.open(
            Files.createDirectories(folder.resolve("first")),
            paced(1000),
            prompt -> CompletableFuture.failedFuture(new IOException("gone")))) {
      world.put("in/q.jsonl", 3);
      String id = world.create("job");
      world.clock.advance(Duration.ofMinutes(1));

      assertThat(world.job(id).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(world.job(id).counts().failed()).isEqualTo(3);
      assertThat(world.output(id, "q.jsonl.out"))
          .allMatch(line -> line.at("/error/errorCode").asInt() == 424);
      assertThat(world.metered(id)).isZero();
    }
  }

  private JobWorld world(BatchConduct conduct) throws IOException {
    JobWorld world = JobWorld.open(Files.createDirectories(folder.resolve("first")), conduct);
    world.put("in/q.jsonl", RECORDS);
    return world;
  }

  private static BatchConduct paced(int perSecond) {
    return conduct(Duration.ofSeconds(2), perSecond);
  }

  private static BatchConduct conduct(Duration queueing, int perSecond) {
    return new BatchConduct(
        0, FEW, queueing, OptionalInt.of(perSecond), Optional.empty(), List.of());
  }

  private static List<String> sorted(List<String> ids) {
    return ids.stream().sorted().toList();
  }

  private static int lastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.get(lines.size() - 1).length() + 1;
  }

  private static void tear(Path file, int bytes) throws IOException {
    try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
      torn.setLength(torn.length() - bytes);
    }
  }
}
