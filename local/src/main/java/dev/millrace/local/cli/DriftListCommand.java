package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.domain.NewestFigures;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what windows say of drift and quality. */
@Command(
    name = "drift",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what the windows of pipelines say of drift and quality, oldest first, each figure as"
          + " late records and labels have left it.",
      "The command compare compares two files, without a factory."
    })
final class DriftListCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--pipeline", paramLabel = "P", description = "Only those of one pipeline.")
  private @Nullable String pipeline;

  @Option(names = "--drifted", description = "Only what drifted, or is worse than its target.")
  private boolean drifted;

  @Option(names = "--json", description = "One JSON array, with the records' fields.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description =
          "Writes a page with the distributions of the newest drifted window (or the newest one)"
              + " beside those of the version's first traffic; with --pipeline.")
  private @Nullable Path report;

  @Spec private CommandSpec spec = CommandSpec.create();

  DriftListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    if (report != null && pipeline == null) {
      throw new ParameterException(
          spec.commandLine(), "--report shows one pipeline: name it with --pipeline");
    }
    NewestFigures figures = new NewestFigures();
    RunningFactory factory = data.factory();
    factory.topics().read(Topics.QUALITY_METRICS, record -> figures.add(record.value()));
    List<QualityMetric> shown = figures.all().stream().filter(this::takes).toList();
    if (json) {
      output.answer(array(shown));
    } else {
      shown.forEach(metric -> output.stream(line(metric)));
      output.stream(Counted.of(shown.size(), "figure"));
      output.flush();
    }
    if (report != null && pipeline != null) {
      ReportFile.write(report, DriftReport.of(factory, pipeline, figures.all()), output);
    }
    return 0;
  }

  private boolean takes(QualityMetric metric) {
    return (pipeline == null || pipeline.equals(metric.getPipeline()))
        && (!drifted || metric.getVerdict() == Verdict.DRIFTED);
  }

  static String line(QualityMetric metric) {
    return String.format(
        Locale.ROOT,
        "%s  %s%s%s  %-24s %-24s %10s  %-15s %s",
        metric.getWindowStart(),
        metric.getPipeline(),
        metric.getModelVersion() == null ? "" : "/" + metric.getModelVersion(),
        metric.getSegment() == null ? "" : "@" + metric.getSegment(),
        Objects.requireNonNullElse(metric.getFeature(), "-"),
        metric.getName(),
        number(metric.getValue()),
        metric.getVerdict(),
        reason(metric));
  }

  /** Nothing is not 0. */
  private static String number(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String reason(QualityMetric metric) {
    StringBuilder reason = new StringBuilder("n " + metric.getCurrentCount());
    if (metric.getAdjustedPValue() != null) {
      reason.append(String.format(Locale.ROOT, ", p %.2g", metric.getAdjustedPValue()));
    }
    if (metric.getTarget() != null) {
      reason.append(String.format(Locale.ROOT, ", target %.4f", metric.getTarget()));
    }
    if (metric.getLabelCoverage() != null) {
      reason.append(
          String.format(Locale.ROOT, ", labels %.1f %%", metric.getLabelCoverage() * 100));
    }
    if (!metric.getExplains().isEmpty()) {
      reason.append(", by ").append(String.join(" ", metric.getExplains()));
    }
    return reason.toString();
  }

  private static ArrayNode array(List<QualityMetric> metrics) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    metrics.forEach(metric -> array.add(RecordJson.of(metric)));
    return array;
  }
}
