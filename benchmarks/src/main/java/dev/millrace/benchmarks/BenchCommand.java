package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.benchmarks.drift.ProofPage;
import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Figure;
import dev.millrace.benchmarks.figure.Gate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures, and shows what was measured. */
@Command(
    name = "millrace bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the factory's speed on this machine, each figure next to a baseline.",
      "It needs no running factory: brokers and jobs are its own. Let the machine rest meanwhile:"
          + " some twenty minutes on two cores where no NAME is given."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:it worked",
      " 1:it failed, what was measured did not do its work, or a figure is worse than before",
      " 2:the command was not understood"
    })
final class BenchCommand implements Callable<Integer> {

  private final Catalogue catalogue;
  private final PrintStream answers;
  private final PrintStream progress;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "NAME",
      description =
          "Figures to measure, as --list names them; without one, all that are not long. With"
              + " --page, --html and --compare: the file of figures that is read.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(names = "--out", paramLabel = "FILE", description = "Writes the figures to a JSON file.")
  private @Nullable Path out;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description =
          "Then compares the ratios with those of a file that --out wrote before, and fails where"
              + " one is worse.")
  private @Nullable Path against;

  @Option(
      names = "--compare",
      paramLabel = "OLD",
      description =
          "Measures nothing: compares the ratios of the file NAME with those of this older one, and"
              + " fails where one is worse.")
  private @Nullable Path compare;

  @Option(names = "--json", description = "Prints one JSON array.")
  private boolean json;

  @Option(
      names = "--long",
      description = "Measures those as well that take minutes each: traces, loops, telemetry.")
  private boolean withLong;

  @Option(names = "--list", description = "Lists what can be measured.")
  private boolean list;

  @Option(
      names = "--page",
      paramLabel = "PAGE",
      description = "Measures nothing: writes the figures of the file NAME to a Markdown page.")
  private @Nullable Path page;

  @Option(
      names = "--html",
      paramLabel = "PAGE",
      description = "Measures nothing: draws the figures of the file NAME on an HTML page.")
  private @Nullable Path html;

  @Option(
      names = "--drift-proof",
      paramLabel = "PAGE",
      description = "Measures nothing else: writes what drift alarms are worth to a Markdown page.")
  private @Nullable Path driftProof;

  BenchCommand(Catalogue catalogue, PrintStream answers, PrintStream progress) {
    this.catalogue = catalogue;
    this.answers = answers;
    this.progress = progress;
  }

  /** The command line of the command. */
  CommandLine commandLine() {
    CommandLine line = new CommandLine(this);
    line.setExecutionExceptionHandler(
        (trouble, command, parsed) -> {
          progress.println("millrace: " + message(trouble));
          return 1;
        });
    return line;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (list) {
      list();
    } else if (page != null) {
      FigureFile file = onlyFile("--page " + page);
      Files.writeString(page, Page.of(file.read()));
    } else if (html != null) {
      FigureFile file = onlyFile("--html " + html);
      Files.writeString(html, ChartPage.of(file.read()));
    } else if (compare != null) {
      FigureFile file = onlyFile("--compare " + compare);
      return judge(Gate.of(new FigureFile(compare).read(), file.read()), answers);
    } else if (driftProof != null) {
      Files.writeString(driftProof, new ProofPage(ProofPage.Size.FULL, progress).write());
    } else {
      return measure(chosen());
    }
    return 0;
  }

  private void list() {
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (Benchmark one : catalogue.all()) {
        array
            .addObject()
            .put("name", one.name())
            .put("unit", one.unit())
            .put("description", one.description())
            .put("baseline", one.baseline())
            .put("long", one.isLong());
      }
      answers.println(array);
      return;
    }
    for (Benchmark one : catalogue.all()) {
      answers.printf("%-28s %-6s%s%n", one.name(), one.isLong() ? "long" : "", one.description());
    }
  }

  private FigureFile onlyFile(String option) {
    if (names.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          option + " takes one file of figures: bench " + option + " FILE.json");
    }
    return new FigureFile(Path.of(names.get(0)));
  }

  private List<Benchmark> chosen() {
    if (runs < 1) {
      throw new ParameterException(
          spec.commandLine(), "--runs is " + runs + ", expected at least 1");
    }
    if (names.isEmpty()) {
      return withLong ? catalogue.all() : catalogue.usual();
    }
    return names.stream()
        .map(
            name ->
                catalogue
                    .find(name)
                    .orElseThrow(
                        () ->
                            new ParameterException(
                                spec.commandLine(),
                                "there is no figure " + name + ": bench --list names them")))
        .toList();
  }

  private int measure(List<Benchmark> benchmarks) throws IOException, InterruptedException {
    List<Figure> then = against == null ? List.of() : before(against);
    List<Figure> figures =
        new Measurement(runs, out == null ? null : new FigureFile(out), progress).of(benchmarks);
    answers.print(
        json ? FigureFile.array(figures) + System.lineSeparator() : FigureTable.of(figures));
    answers.flush();
    if (against == null) {
      return 0;
    }
    return judge(Gate.of(then, figures), json ? progress : answers);
  }

  /** Those of before that are to be measured again; asked for before it takes its time. */
  private List<Figure> before(Path file) throws IOException {
    List<Figure> before =
        new FigureFile(file)
            .read().stream()
                .filter(figure -> names.isEmpty() || names.contains(figure.caption().name()))
                .toList();
    if (before.isEmpty()) {
      throw new IllegalArgumentException(file + " has none of the figures named");
    }
    return before;
  }

  private static int judge(Gate gate, PrintStream to) {
    to.print(GateTable.of(gate));
    to.flush();
    return gate.isPassed() ? 0 : 1;
  }

  private static String message(Throwable trouble) {
    return trouble instanceof IllegalStateException || trouble instanceof IllegalArgumentException
        ? String.valueOf(trouble.getMessage())
        : trouble.toString();
  }
}
