package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.comparison.ColumnComparison;
import dev.millrace.local.comparison.ComparisonJson;
import dev.millrace.local.comparison.ComparisonTable;
import dev.millrace.local.comparison.FileComparison;
import dev.millrace.local.comparison.InputFile;
import dev.millrace.local.comparison.ReportPage;
import dev.millrace.platform.drift.domain.Correction;
import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.platform.drift.domain.FeatureVerdict;
import dev.millrace.platform.drift.domain.Judgement;
import dev.millrace.platform.drift.domain.Significance;
import dev.millrace.record.FeatureType;
import dev.millrace.record.Verdict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two files, without a factory. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the columns of two CSV files; needs no running factory.",
      "A column has drifted where its change is sure (the corrected p is at most alpha) and large"
          + " (docs/drift-statistics.md tells what is); with too few values nothing is said."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the files were compared, whatever came of it",
      " 1:they could not be, or a column drifted and --fail-on-drift was given",
      " 2:the command was not understood"
    })
final class DriftCompareCommand implements Callable<Integer> {

  /** Numbers may take this part of the memory. */
  private static final int PART_OF_MEMORY = 2;

  private final Output output;

  @Mixin
  @SuppressWarnings("UnusedVariable") // every command takes the option; this one needs no factory
  private DataDirectory data = new DataDirectory();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "REFERENCE",
      description = "CSV file of how it should look; unpacked where its name ends in .gz.")
  private String reference = "";

  @Parameters(index = "1", paramLabel = "CURRENT", description = "CSV file of how it looks now.")
  private String current = "";

  @Option(
      names = "--type",
      paramLabel = "COLUMN=number|category|text",
      description = "How a column is compared; may be repeated. Without it, its values tell.")
  private Map<String, FeatureType> types = new LinkedHashMap<>();

  @Option(
      names = "--alpha",
      paramLabel = "P",
      defaultValue = "0.05",
      description =
          "Probability of any false alarm among all columns together (default: ${DEFAULT-VALUE}).")
  private double alpha = 0.05;

  @Option(
      names = "--correction",
      paramLabel = "holm|benjamini-hochberg",
      defaultValue = "holm",
      description =
          "How p-values are corrected for being many (default: ${DEFAULT-VALUE}). With"
              + " benjamini-hochberg, alpha is the share of false alarms among all alarms.")
  private String correction = "holm";

  @Option(names = "--json", description = "One JSON array, an object for each column.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Writes a page with the distributions side by side.")
  private @Nullable Path report;

  @Option(names = "--fail-on-drift", description = "Exit with 1 where a column has drifted.")
  private boolean failOnDrift;

  DriftCompareCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Significance significance = significance();
    FileComparison files =
        FileComparison.of(
            file(reference),
            file(current),
            EffectGates.USUAL,
            Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
    Set<String> unshared = files.unshared();
    if (!unshared.isEmpty()) {
      output.tell("millrace: in one of the files only: " + String.join(", ", unshared));
    }
    List<ColumnComparison> columns = files.columns(types);
    List<FeatureVerdict> verdicts =
        Judgement.of(columns.stream().map(ColumnComparison::comparison).toList(), significance);
    answer(columns, verdicts);
    if (report != null) {
      ReportFile.write(
          report, ReportPage.of(reference, current, terms(verdicts), columns, verdicts), output);
    }
    return failOnDrift && drifted(verdicts) > 0 ? 1 : 0;
  }

  private void answer(List<ColumnComparison> columns, List<FeatureVerdict> verdicts) {
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < columns.size(); i++) {
        array.add(ComparisonJson.of(columns.get(i), verdicts.get(i)));
      }
      output.answer(array);
      return;
    }
    ComparisonTable.lines(columns, verdicts).forEach(output::stream);
    output.stream(terms(verdicts));
    output.flush();
  }

  private String terms(List<FeatureVerdict> verdicts) {
    int tests = verdicts.stream().mapToInt(verdict -> verdict.findings().size()).sum();
    return drifted(verdicts)
        + " of "
        + verdicts.size()
        + " columns drifted, at alpha "
        + alpha
        + " over "
        + tests
        + " tests ("
        + correction.toLowerCase(Locale.ROOT)
        + ").";
  }

  private static long drifted(List<FeatureVerdict> verdicts) {
    return verdicts.stream().filter(verdict -> verdict.verdict() == Verdict.DRIFTED).count();
  }

  private Significance significance() {
    try {
      return new Significance(
          alpha, Correction.valueOf(correction.toUpperCase(Locale.ROOT).replace('-', '_')));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--alpha takes a number between 0 and 1, --correction holm or benjamini-hochberg");
    }
  }

  private InputFile file(String name) {
    if (name.equals("-")) {
      throw new ParameterException(
          spec.commandLine(), "files are read twice, so standard input cannot be one of them");
    }
    return new InputFile(name, () -> new SourceFile(name).open());
  }
}
