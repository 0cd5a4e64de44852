package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.Main;
import dev.millrace.local.client.Books;
import dev.millrace.local.client.Row;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.local.domain.Balance;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole factory in a process that is killed while it works. */
class KilledFactoryIT {

  private static final int EVENTS = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void losesAndDoublesNothing(@TempDir Path folder) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      rows.add(
          new Row(
              i, "e" + i, "{\"text\":\"my card " + i + " has not arrived\"}", Optional.empty()));
    }

    Process first = start(folder);
    RunningFactory factory = RunningFactory.in(DataFolder.at(folder));
    apply(factory);
    assertThat(factory.gateway().send("letters", rows).accepted()).hasSize(EVENTS);
    await().atMost(PATIENCE).until(() -> !predictions(factory).isEmpty());
    first.destroyForcibly().waitFor();

    Process second = start(folder);
    try {
      RunningFactory again = RunningFactory.in(DataFolder.at(folder));
      Balance balance = settled(again);
      assertThat(balance.total().accepted()).isEqualTo(EVENTS);
      assertThat(balance.total().predictions()).containsEntry(Outcome.ANSWERED, (long) EVENTS);
      assertThat(balance.duplicates()).isZero();
      assertThat(balance.calls().lost()).isLessThanOrEqualTo(balance.calls().lostLimit());

      again.gateway().send("letters", rows);
      await().atMost(PATIENCE).until(() -> new Books(again).balance().total().repeats() == EVENTS);
      assertThat(settled(again).total().accepted()).isEqualTo(EVENTS);
      assertThat(predictions(again)).hasSize(EVENTS);
    } finally {
      second.destroy();
      assertThat(second.waitFor()).as("exit code after SIGTERM").isIn(0, 143);
    }
  }

  private static Balance settled(RunningFactory factory) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              Balance balance = new Books(factory).balance();
              assertThat(balance.violations()).isEmpty();
              return balance;
            },
            balance -> balance.total().inFlight() == 0);
  }

  private static List<Prediction> predictions(RunningFactory factory) {
    List<Prediction> predictions = new ArrayList<>();
    factory.topics().read(Topics.PREDICTIONS, record -> predictions.add(record.value()));
    return predictions;
  }

  private static void apply(RunningFactory factory) throws IOException {
    SpecResult spec =
        new SpecReader(SchemaFiles.none())
            .readSupported(
                """
                apiVersion: millrace/v1
                pipeline: letters
                task: classification
                prompt:
                  user: "{{text}}"
                  labels: [card_arrival, lost_card]
                models: { champion: amazon.nova-micro-v1:0 }
                """);
    new SpecWriter(factory, InstantSource.system()).apply(((SpecResult.Valid) spec).spec(), "test");
  }

  /** Starts a factory and returns when it is ready. */
  private static Process start(Path folder) throws IOException {
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up",
                "--json",
                "--free-ports",
                "--data-dir",
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line)
        .as(() -> "said before it ended: " + text(log))
        .isNotNull()
        .contains("\"ready\":true");
    return process;
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "nothing that can be read";
    }
  }
}
