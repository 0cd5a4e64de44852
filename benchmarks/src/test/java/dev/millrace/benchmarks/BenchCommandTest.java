package dev.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Doubles;
import dev.millrace.benchmarks.figure.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @Test
  void printsAndWritesTheSameFigures() throws IOException {
    Path file = folder.resolve("figures.json");

    int exit = bench("test.speed", "--runs", "2", "--json", "--out", file.toString());

    assertThat(exit).isZero();
    JsonNode printed = new ObjectMapper().readTree(answers.toString(UTF_8));
    assertThat(printed).hasSize(1);
    assertThat(printed.at("/0/ratio").asDouble()).isEqualTo(2.5);
    assertThat(printed.at("/0/runs")).hasSize(2);
    assertThat(new ObjectMapper().readTree(Files.readString(file))).isEqualTo(printed);
    assertThat(progress.toString(UTF_8)).contains("cores").contains("run 2 of 2");
  }

  @Test
  void showsATableToPeople() {
    assertThat(bench("--runs", "2")).isZero();

    assertThat(answers.toString(UTF_8).lines().skip(1))
        .singleElement()
        .asString()
        .containsSubsequence(
            "test.speed", "us", "25.00 (20.00 to 30.00)", "10.00 (10.00 to 10.00)", "2.50");
  }

  @Test
  void makesAPageOfAFileOfFigures() throws IOException {
    Path file = folder.resolve("figures.json");
    Path page = folder.resolve("page.md");
    assertThat(bench("--runs", "2", "--out", file.toString())).isZero();

    assertThat(bench("--page", page.toString(), file.toString())).isZero();

    assertThat(Files.readString(page))
        .contains(
            "| `test.speed` | us | 25.00 (20.00 to 30.00) | 10.00 (10.00 to 10.00) | 2.50 | 2 |")
        .contains("## `test.speed`")
        .contains("What is given. Baseline: Something given.");
  }

  @Test
  void makesNoPageOfSomethingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), "[{\"name\":\"x\"}]");

    assertThat(bench("--page", folder.resolve("page.md").toString(), file.toString())).isEqualTo(1);
    assertThat(progress.toString(UTF_8)).contains("a figure has no unit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nobody            | there is no figure nobody",
        "--runs 0          | --runs is 0, expected at least 1",
        "--runs few        | --runs",
        "--nonsense        | --nonsense",
        "--page p.md       | --page takes one file",
      })
  void saysWhatItDoesNotUnderstand(String arguments, String expected) {
    assertThat(bench(arguments.split(" "))).isEqualTo(2);

    assertThat(progress.toString(UTF_8)).contains(expected);
  }

  @Test
  void measuresOnceWhatTheSameRunsShow() throws IOException {
    Benchmark speed = new Doubles(10, 20, 10, 30);

    int exit = bench(new Catalogue(List.of(speed, new EventsOf(speed))), "--runs", "2", "--json");

    assertThat(exit).isZero();
    JsonNode printed = new ObjectMapper().readTree(answers.toString(UTF_8));
    assertThat(printed).hasSize(2);
    assertThat(printed.at("/0/ratio").asDouble()).isEqualTo(2.5);
    assertThat(printed.at("/1/name").asText()).isEqualTo("test.events");
    assertThat(printed.at("/1/ratio").asDouble()).isEqualTo(0.5);
    assertThat(progress.toString(UTF_8)).contains("test.events, run 2 of 2: 3.5");
  }

  @Test
  void keepsWhatWasMeasuredWhereTheNextOneFails() throws IOException {
    Path file = folder.resolve("figures.json");

    int exit =
        bench(
            new Catalogue(List.of(new Doubles(10, 20), new Doubles())),
            "--runs",
            "1",
            "--out",
            file.toString());

    assertThat(exit).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(Files.readString(file))).hasSize(1);
  }

  @Test
  void failsWhereARunFails() {
    assertThat(bench("--runs", "3")).isEqualTo(1);

    assertThat(progress.toString(UTF_8)).contains("millrace: nothing was done");
    assertThat(answers.size()).isZero();
  }

  @Test
  void listsWhatCanBeMeasured() throws IOException {
    assertThat(bench("--list", "--json")).isZero();

    assertThat(new ObjectMapper().readTree(answers.toString(UTF_8)).at("/0/name").asText())
        .isEqualTo("test.speed");
  }

  @Test
  void hasTheBenchmarksOfIngestion() {
    assertThat(Catalogue.full().find("ingestion.topology.cpu")).isPresent();
    assertThat(Catalogue.full().find("ingestion.gateway.rate")).isPresent();
  }

  @Test
  void hasTheBenchmarkOfCosts() {
    assertThat(Catalogue.full().find("cost.windows.cpu")).isPresent();
  }

  private int bench(String... arguments) {
    return bench(new Catalogue(new Doubles(10, 20, 10, 30).alone()), arguments);
  }

  private int bench(Catalogue catalogue, String... arguments) {
    CommandLine line =
        new BenchCommand(
                catalogue,
                new PrintStream(answers, true, UTF_8),
                new PrintStream(progress, true, UTF_8))
            .commandLine();
    return line.setErr(new PrintWriter(progress, true, UTF_8)).execute(arguments);
  }

  /** What the runs of another one show as well. */
  private record EventsOf(Benchmark measuredBy) implements Benchmark {

    @Override
    public String name() {
      return "test.events";
    }

    @Override
    public String unit() {
      return "events/s";
    }

    @Override
    public String description() {
      return "What is given besides.";
    }

    @Override
    public String baseline() {
      return "Something given.";
    }

    @Override
    public Run seenIn(Run run) {
      return run.by("events/s");
    }

    @Override
    public Session open(Path folder) {
      throw new AssertionError("it has no runs of its own");
    }
  }
}
