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
            "| `test.speed` | us | 25.00 (20.00 to 30.00) | 10.00 (10.00 to 10.00) | 2.50 | smaller | 2 |")
        .contains("## `test.speed`")
        .contains("What is given. Baseline: Something given.");
  }

  @Test
  void makesNoPageOfSomethingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), "[{\"name\":\"x\"}]");

    assertThat(bench("--page", folder.resolve("page.md").toString(), file.toString())).isEqualTo(1);
    assertThat(progress.toString(UTF_8)).contains("other.json, x: it has no unit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nobody            | there is no figure nobody",
        "--runs 0          | --runs is 0, expected at least 1",
        "--runs few        | --runs",
        "--nonsense        | --nonsense",
        "--page p.md       | takes one file of figures: bench --page p.md FILE.json",
        "--compare old.json | takes one file of figures: bench --compare old.json FILE.json",
      })
  void saysWhatItDoesNotUnderstand(String arguments, String expected) {
    assertThat(bench(arguments.split(" "))).isEqualTo(2);

    assertThat(progress.toString(UTF_8)).contains(expected);
  }

  /** Long words with dots in them would be broken where the line ends, and labels with them. */
  @Test
  void itsHelpBreaksNoWordInTwo() {
    CommandLine line =
        new BenchCommand(new Catalogue(List.of()), System.out, System.err).commandLine();
    List<String> shown = line.getUsageMessage(CommandLine.Help.Ansi.OFF).lines().toList();

    assertThat(shown).allSatisfy(one -> assertThat(one).hasSizeLessThanOrEqualTo(80));
    assertThat(line.getCommandSpec().args())
        .allSatisfy(
            one -> {
              if (one.arity().max() > 0) {
                assertThat(shown).anyMatch(text -> text.contains(one.paramLabel()));
              }
              assertThat(List.of(String.join(" ", one.description()).split("\\s+")))
                  .filteredOn(word -> !word.contains("${"))
                  .allMatch(word -> shown.stream().anyMatch(text -> text.contains(word)));
            });
  }

  @Test
  void measuresWhatIsLongOnlyWhenItIsAskedFor() throws IOException {
    Benchmark speed = new Doubles(10, 20, 10, 20);
    Catalogue both = new Catalogue(List.of(speed, new Longer()));

    assertThat(bench(both)).isZero();
    assertThat(answers.toString(UTF_8)).contains("test.speed").doesNotContain("test.longer");

    assertThat(bench(both, "--long")).isEqualTo(1);
    assertThat(progress.toString(UTF_8)).contains("it took its time");
    progress.reset();
    assertThat(bench(both, "test.longer")).isEqualTo(1);
    assertThat(progress.toString(UTF_8)).contains("it took its time");

    answers.reset();
    assertThat(bench(both, "--list")).isZero();
    assertThat(answers.toString(UTF_8)).containsPattern("test.longer +long +What is given longer");
  }

  @Test
  void drawsAPageThatNeedsNothingElse() throws IOException {
    String file = measuredBefore(10, 20, 10, 30);
    Path page = folder.resolve("page.html");

    assertThat(bench("--html", page.toString(), file)).isZero();

    assertThat(Files.readString(page))
        .contains("<h2>test.speed</h2>")
        .contains("2.50<small>times the baseline,<br>smaller is better; 2 runs</small>")
        .contains("25.00 (20.00 to 30.00) us</text>", "10.00 (10.00 to 10.00) us</text>")
        .contains("prefers-color-scheme:dark", "role=\"img\"", "Measured on ")
        .doesNotContain("<script", "http://", "https://", "@import", "url(");
  }

  @Test
  void takesNoTextOfAFileForMarkup() throws IOException {
    Path file = Path.of(measuredBefore(10, 20));
    Files.writeString(
        file, Files.readString(file).replace("What is given.", "<b>What</b> is \\\"given\\\""));
    Path page = folder.resolve("page.html");

    assertThat(bench("--html", page.toString(), file.toString())).isZero();

    assertThat(Files.readString(page))
        .contains("&lt;b&gt;What&lt;/b&gt; is &quot;given&quot;")
        .doesNotContain("<b>What");
  }

  @Test
  void passesWhereTheRatiosAreThoseOfBefore() throws IOException {
    String before = measuredBefore(10, 20, 10, 21, 10, 22);

    int exit = bench(slowerOrNot(100, 210, 100, 200, 100, 220), "--runs", "3", "--against", before);

    assertThat(exit).isZero();
    assertThat(answers.toString(UTF_8))
        .containsSubsequence(
            "test.speed", "2.10 (3 runs)", "2.10 (3 runs)", "+0.0 %", "as before", "none is worse");
  }

  @Test
  void failsWhereARatioIsWorseThanBefore() throws IOException {
    String before = measuredBefore(10, 20, 10, 21, 10, 22);

    int exit = bench(slowerOrNot(10, 26, 10, 27, 10, 28), "--runs", "3", "--against", before);

    assertThat(exit).isEqualTo(1);
    assertThat(answers.toString(UTF_8))
        .containsSubsequence(
            "2.10 (3 runs)", "2.70 (3 runs)", "+28.6 %", "17 %", "WORSE", "1 of 1");
  }

  @Test
  void comparesTwoFilesWithoutMeasuring() throws IOException {
    String old = measuredBefore(10, 20);
    Path now = folder.resolve("now.json");
    assertThat(bench(slowerOrNot(10, 40), "--runs", "1", "--out", now.toString())).isZero();

    assertThat(bench(slowerOrNot(), "--compare", old, now.toString())).isEqualTo(1);
    assertThat(answers.toString(UTF_8)).containsSubsequence("2.00 (1 run)", "+100.0 %", "WORSE");
  }

  @Test
  void namesWhatIsOnOneSideOnly() throws IOException {
    Path old = folder.resolve("old.json");
    Benchmark speed = new Doubles(10, 20);
    Catalogue both = new Catalogue(List.of(speed, new EventsOf(speed)));
    assertThat(bench(both, "--runs", "1", "--out", old.toString())).isZero();

    int exit = bench(slowerOrNot(10, 20), "--runs", "1", "--against", old.toString());

    assertThat(exit).isZero();
    assertThat(answers.toString(UTF_8)).contains("not measured now: test.events");
  }

  @Test
  void saysBeforeItMeasuresThatThereIsNothingToCompare() throws IOException {
    String before = measuredBefore(10, 20);
    Benchmark speed = new Doubles(10, 20);

    int exit =
        bench(new Catalogue(List.of(new EventsOf(speed))), "test.events", "--against", before);

    assertThat(exit).isEqualTo(1);
    assertThat(progress.toString(UTF_8)).contains("has none of the figures named");
  }

  @Test
  void holdsTheBaselineOfTheProjectAgainstItself() {
    String baseline = Path.of("baseline.json").toString();

    assertThat(bench("--compare", baseline, baseline)).isZero();
    assertThat(answers.toString(UTF_8)).contains("ingestion.topology.cpu").doesNotContain("WORSE");
  }

  @Test
  void tellsHowLongItTook() {
    assertThat(bench("--runs", "2")).isZero();

    assertThat(progress.toString(UTF_8)).contains("test.speed took 0 s").contains("all of it took");
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
  void measuresLoopsAndTelemetryOnlyWhenTheyAreAskedFor() {
    assertThat(new Catalogue(Catalogue.full().usual()).find("telemetry.cpu")).isEmpty();
    assertThat(new Catalogue(Catalogue.full().usual()).find("cost.windows.cpu")).isPresent();
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

  private String measuredBefore(double... numbers) {
    Path file = folder.resolve("before.json");
    String runs = String.valueOf(numbers.length / 2);
    assertThat(bench(slowerOrNot(numbers), "--runs", runs, "--out", file.toString())).isZero();
    answers.reset();
    return file.toString();
  }

  private static Catalogue slowerOrNot(double... numbers) {
    return new Catalogue(new Doubles(numbers).alone());
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

  /** Takes its time, and then comes to nothing. */
  private record Longer() implements Benchmark {

    @Override
    public String name() {
      return "test.longer";
    }

    @Override
    public String unit() {
      return "s";
    }

    @Override
    public String description() {
      return "What is given longer.";
    }

    @Override
    public String baseline() {
      return "Something given.";
    }

    @Override
    public boolean isLong() {
      return true;
    }

    @Override
    public Session open(Path folder) {
      throw new IllegalStateException("it took its time");
    }
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
