package dev.millrace.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.benchmarks.drift.ProofPage;
import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Figure;
import dev.millrace.benchmarks.figure.Repetition;
import dev.millrace.benchmarks.figure.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      "It needs no running factory: brokers and jobs are its own. Let the machine rest meanwhile."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:it worked",
      " 1:it failed, or what was measured did not do its work",
      " 2:the command was not understood"
    })
final class BenchCommand implements Callable<Integer> {

  private final Catalogue catalogue;
  private final PrintStream answers;
  private final PrintStream progress;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "NAME",
      description = "Figures to measure, all where none is named (see --list).")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(names = "--out", paramLabel = "FILE.json", description = "Writes the figures to a file.")
  private @Nullable Path out;

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  @Option(names = "--list", description = "Lists what can be measured.")
  private boolean list;

  @Option(
      names = "--page",
      paramLabel = "PAGE.md",
      description = "Measures nothing: writes the figures of the file named instead to a page.")
  private @Nullable Path page;

  @Option(
      names = "--drift-proof",
      paramLabel = "PAGE.md",
      description = "Measures nothing else: writes what drift alarms are worth to a page.")
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
      write(page);
    } else if (driftProof != null) {
      Files.writeString(driftProof, new ProofPage(ProofPage.Size.FULL, progress).write());
    } else {
      measure(chosen());
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
            .put("baseline", one.baseline());
      }
      answers.println(array);
      return;
    }
    for (Benchmark one : catalogue.all()) {
      answers.printf("%-26s %s%n", one.name(), one.description());
    }
  }

  private void write(Path to) throws IOException {
    if (names.size() != 1) {
      throw new ParameterException(
          spec.commandLine(), "--page takes one file of figures: bench --page PAGE.md FILE.json");
    }
    Path file = Path.of(names.get(0));
    try {
      Files.writeString(to, Page.of(new ObjectMapper().readTree(Files.readString(file))));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + e.getFile(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is not JSON", e);
    }
  }

  private List<Benchmark> chosen() {
    if (runs < 1) {
      throw new ParameterException(
          spec.commandLine(), "--runs is " + runs + ", expected at least 1");
    }
    if (names.isEmpty()) {
      return catalogue.all();
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

  private void measure(List<Benchmark> benchmarks) throws IOException, InterruptedException {
    String machine = Machine.description();
    progress.println(machine);
    List<Figure> figures = new ArrayList<>();
    for (Map.Entry<Benchmark, List<Benchmark>> one : byRuns(benchmarks).entrySet()) {
      List<Benchmark> shown = one.getValue();
      try (Scratch folder = Scratch.make()) {
        Repetition repetition =
            new Repetition(
                runs,
                machine,
                (run, found) -> shown.forEach(figure -> tell(figure, run, figure.seenIn(found))));
        List<Run> measured = repetition.of(one.getKey(), folder.path()).runs();
        for (Benchmark figure : shown) {
          figures.add(new Figure(figure, machine, measured.stream().map(figure::seenIn).toList()));
        }
      }
      save(figures);
    }
    ArrayNode array = array(figures);
    answers.print(json ? array + System.lineSeparator() : FigureTable.of(figures));
    answers.flush();
  }

  /** Figures that the same runs show are measured together. */
  private static Map<Benchmark, List<Benchmark>> byRuns(List<Benchmark> benchmarks) {
    return benchmarks.stream()
        .collect(
            Collectors.groupingBy(Benchmark::measuredBy, LinkedHashMap::new, Collectors.toList()));
  }

  /** After each of them: what was measured is not lost where the next one fails. */
  private void save(List<Figure> figures) throws IOException {
    if (out != null) {
      Files.writeString(out, array(figures).toPrettyString() + System.lineSeparator());
    }
  }

  private static ArrayNode array(List<Figure> figures) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    figures.forEach(figure -> array.add(figure.json()));
    return array;
  }

  private void tell(Benchmark benchmark, int run, Run found) {
    progress.printf(
        "%s, run %d of %d: %s %s, baseline %s, ratio %s%n",
        benchmark.name(),
        run,
        runs,
        FigureTable.shown(found.subject().value()),
        benchmark.unit(),
        FigureTable.shown(found.baseline().value()),
        FigureTable.shown(found.ratio()));
  }

  private static String message(Throwable trouble) {
    return trouble instanceof IllegalStateException || trouble instanceof IllegalArgumentException
        ? String.valueOf(trouble.getMessage())
        : trouble.toString();
  }
}
