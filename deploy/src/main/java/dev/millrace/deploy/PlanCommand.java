package dev.millrace.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.plan.AwsPrices;
import dev.millrace.deploy.plan.Estimate;
import dev.millrace.deploy.stacks.Contents;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.deploy.stage.StageException;
import dev.millrace.deploy.stage.StageReader;
import dev.millrace.platform.pricing.PriceBook;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what a stage would be made of, and what that would cost. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Says what would be created for a stage, and what that would cost a month; needs no"
            + " account. Node.js has to be installed: the CDK runs in it.")
final class PlanCommand implements Callable<Integer> {

  private final PrintStream answers;
  private final PrintStream trouble;
  private final InstantSource clock;

  @Option(
      names = "--stage",
      paramLabel = "FILE",
      required = true,
      description = "Stage file, such as deploy/stages/production.yaml.")
  private Path stage = Path.of("");

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  PlanCommand(PrintStream answers, PrintStream trouble, InstantSource clock) {
    this.answers = answers;
    this.trouble = trouble;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Stage read;
    try {
      read = StageReader.read(stage);
    } catch (StageException e) {
      trouble.println("millrace: " + e.getMessage());
      return 1;
    }
    Map<String, Map<String, Long>> contents = Contents.of(read);
    Estimate estimate =
        Estimate.of(read, AwsPrices.shipped(), PriceBook.starter(), PriceBook.day(clock.instant()));
    if (json) {
      answers.println(object(read, contents, estimate));
    } else {
      tell(read, contents, estimate);
    }
    answers.flush();
    return 0;
  }

  private void tell(Stage read, Map<String, Map<String, Long>> contents, Estimate estimate) {
    answers.println("What would be created:");
    contents.forEach(
        (stack, types) -> {
          answers.println("  " + stack);
          types.forEach((type, count) -> answers.printf("    %4d  %s%n", count, type));
        });
    answers.println();
    answers.printf(
        "What %s would cost a month, at %d events a second:%n",
        read.prefix(), read.traffic().eventsPerSecond());
    for (Estimate.Line line : estimate.lines()) {
      answers.printf(
          "  %10s %s %-52s %s%n",
          line.dollars(), line.checked() ? " " : "?", line.what(), line.arithmetic());
    }
    estimate.unpriced().forEach(what -> answers.printf("  %10s   %s%n", "no price", what));
    answers.printf("  %10s   US dollars a month%n", estimate.dollars());
    answers.printf(
        "  %10s   of them by prices that nobody checked (?)%n", estimate.uncheckedDollars());
    answers.printf("  %10s   US dollars a million events%n", estimate.dollarsOfAMillionEvents());
    if (estimate.dollars().compareTo(read.money().monthly()) > 0) {
      answers.println("  more than money.monthly, " + read.money().monthly() + " USD");
    }
  }

  private static ObjectNode object(
      Stage read, Map<String, Map<String, Long>> contents, Estimate estimate) {
    ObjectNode object = JsonNodeFactory.instance.objectNode().put("stage", read.name());
    ObjectNode stacks = object.putObject("stacks");
    contents.forEach(
        (stack, types) -> {
          ObjectNode counts = stacks.putObject(stack);
          types.forEach(counts::put);
        });
    ArrayNode lines = object.putArray("lines");
    for (Estimate.Line line : estimate.lines()) {
      lines
          .addObject()
          .put("what", line.what())
          .put("arithmetic", line.arithmetic())
          .put("dollars", line.dollars().toPlainString())
          .put("checked", line.checked());
    }
    List<String> unpriced = estimate.unpriced();
    unpriced.forEach(object.putArray("unpriced")::add);
    return object
        .put("dollarsPerMonth", estimate.dollars().toPlainString())
        .put("uncheckedDollarsPerMonth", estimate.uncheckedDollars().toPlainString())
        .put("dollarsPerMillionEvents", estimate.dollarsOfAMillionEvents().toPlainString());
  }
}
