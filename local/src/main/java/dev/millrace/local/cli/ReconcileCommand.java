package dev.millrace.local.cli;

import dev.millrace.local.client.Books;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.WindowAudit;
import dev.millrace.local.domain.Balance;
import dev.millrace.local.domain.WindowBalance;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the conservation law and the money. */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    description =
        "Checks on the live topics that nothing is lost, doubled or paid for unseen; exit 1 where"
            + " something does not hold.")
final class ReconcileCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  ReconcileCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RunningFactory factory = data.factory();
    Balance balance = new Books(factory).balance();
    WindowBalance windows = new WindowAudit(factory, output::tell).balance();
    if (json) {
      output.answer(WindowText.json(windows, BalanceText.json(balance)));
    } else {
      output.answer(BalanceText.table(balance));
      output.answer(WindowText.lines(windows));
    }
    return balance.holds() && windows.holds() ? 0 : 1;
  }
}
