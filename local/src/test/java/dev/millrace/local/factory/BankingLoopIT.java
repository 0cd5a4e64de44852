package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.local.client.Books;
import dev.millrace.local.client.Exam;
import dev.millrace.local.client.ExampleSpec;
import dev.millrace.local.client.LabelledFile;
import dev.millrace.local.client.LoopLog;
import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.Row;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.Sending;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.local.client.SteadyFlow;
import dev.millrace.local.client.VersionBoard;
import dev.millrace.platform.runtime.Pause;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.testing.SharedData;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Banking77 with labels fed back, from a model that was never trained to one that was, with the
 * settings and the spec that users have. What it is examined with is never learnt from.
 */
@Tag("long")
class BankingLoopIT {

  private static final String PIPELINE = "banking77-loop";
  private static final int RATE = 60;
  private static final int LONGEST_SECONDS = 240;
  private static final long SEED = 20261126;
  private static final double GOOD = 0.80;

  @TempDir private Path folder = Path.of("");

  @Test
  void labelsMakeAGoodModelUnattended() throws Exception {
    Optional<Path> data = SharedData.find("text/banking77");
    assumeTrue(data.isPresent(), "the data set Banking77 is not beside the project");
    List<Row> train =
        new ArrayList<>(
            LabelledFile.read(data.orElseThrow().resolve("train.csv"), "category", "train-"));
    Collections.shuffle(train, new Random(SEED));
    InstantSource clock = InstantSource.system();
    try (OpenFactory factory = OpenFactory.in(folder, Map.of())) {
      RunningFactory running = factory.running();
      new SpecWriter(running, clock).apply(ExampleSpec.named(PIPELINE), "test");
      Exam exam = new Exam(running, PIPELINE, Pause.sleeping(), BankingLoopIT::fail);
      double before = exam.accuracy(test(data.orElseThrow(), "before-")).share();
      LoopLog log = new LoopLog(new RecordStream(running, BankingLoopIT::fail), PIPELINE, clock);
      Sending sending = new Sending(running.publishing(), PIPELINE, Sending.Listener.NONE);
      Instant latest = clock.instant().plusSeconds(LONGEST_SECONDS);

      new SteadyFlow(sending, "test", RATE, Pause.sleeping())
          .run(
              train.iterator(),
              () -> log.catchUp().promotions() > 0 || clock.instant().isAfter(latest));

      assertThat(log.catchUp().promotions())
          .as(() -> "seed " + SEED + ": " + log.catchUp().milestones())
          .isEqualTo(1);
      double after = exam.accuracy(test(data.orElseThrow(), "after-")).share();
      assertThat(before).isLessThan(0.6);
      assertThat(after).as("seed " + SEED).isGreaterThanOrEqualTo(GOOD);
      assertThat(champion(running).getVersion()).isEqualTo(2);
      assertThat(new Books(running).balance().violations()).isEmpty();
    }
  }

  private static List<Row> test(Path data, String prefix) throws Exception {
    return LabelledFile.read(data.resolve("test.csv"), "category", prefix);
  }

  private static ModelVersion champion(RunningFactory running) {
    return new VersionBoard(running, InstantSource.system())
        .versions().stream()
            .filter(version -> version.getState() == ModelState.CHAMPION)
            .findFirst()
            .orElseThrow();
  }

  private static void fail(String warning) {
    throw new AssertionError(warning);
  }
}
