package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.domain.WindowBalance;
import dev.millrace.platform.pricing.Dollars;

/** Shows the balance of the cost windows to machines and to people. */
final class WindowText {

  private WindowText() {}

  /**
   * Adds it to a balance: differences are violations like any others.
   *
   * @param balance is changed
   */
  static ObjectNode json(WindowBalance windows, ObjectNode balance) {
    balance
        .putObject("windows")
        .put("caughtUp", windows.isCaughtUp())
        .put("ledger", windows.ledger().toPlainString())
        .put("windows", windows.windows().toPlainString())
        .put("currency", "USD");
    balance.put("holds", balance.path("holds").asBoolean() && windows.holds());
    if (!windows.holds()) {
      ArrayNode violations = balance.withArray("violations");
      windows.differences().forEach(violations::add);
    }
    return balance;
  }

  static String lines(WindowBalance windows) {
    if (!windows.isCaughtUp()) {
      return "cost windows: not compared, cost-aggregator has not taken all records yet";
    }
    StringBuilder text =
        new StringBuilder(
            String.format(
                "cost windows: %s USD in the ledger by the prices in force, %s USD in the windows",
                Dollars.exact(windows.ledger()), Dollars.exact(windows.windows())));
    if (!windows.holds()) {
      text.append(System.lineSeparator()).append("DO NOT HOLD:");
      windows
          .differences()
          .forEach(
              difference -> text.append(System.lineSeparator()).append("  ").append(difference));
    }
    return text.toString();
  }
}
