package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.domain.Balance;
import dev.millrace.platform.pricing.Dollars;
import dev.millrace.record.Outcome;
import java.util.Map;

/** Shows a balance to machines and to people. */
final class BalanceText {

  private BalanceText() {}

  static ObjectNode json(Balance balance) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("holds", balance.holds());
    account(json, balance.total());
    json.put("duplicates", balance.duplicates());
    Balance.Calls calls = balance.calls();
    json.putObject("calls")
        .put("ledger", calls.ledger())
        .put("meter", calls.meter())
        .put("open", calls.open())
        .put("unheard", calls.unheard())
        .put("lost", calls.lost())
        .put("lostLimit", calls.lostLimit())
        .put("others", calls.others());
    Balance.Money money = balance.money();
    json.putObject("money")
        .put("ledger", money.ledger().toPlainString())
        .put("meter", money.meter().toPlainString())
        .put("open", money.open().toPlainString())
        .put("unheard", money.unheard().toPlainString())
        .put("lost", money.lost().toPlainString())
        .put("unpriced", money.unpriced())
        .put("currency", "USD");
    part(json.putObject("shadows"), balance.shadows());
    part(json.putObject("offline"), balance.offline());
    var accounts = json.putArray("accounts");
    for (Balance.Account account : balance.accounts()) {
      ObjectNode one = accounts.addObject();
      one.put("tenant", account.tenant()).put("pipeline", account.pipeline());
      account(one, account);
    }
    balance.violations().forEach(json.putArray("violations")::add);
    return json;
  }

  static String table(Balance balance) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%-32s %9s %9s %8s %8s %8s %12s %9s %8s%n",
            "tenant/pipeline",
            "accepted",
            "answered",
            "blocked",
            "refused",
            "failed",
            "dead letters",
            "in flight",
            "repeats"));
    for (Balance.Account account : balance.accounts()) {
      text.append(
          row(
              account.tenant().isEmpty() && account.pipeline().isEmpty()
                  ? "(unreadable)"
                  : (account.tenant().isEmpty() ? "(unknown)" : account.tenant())
                      + "/"
                      + account.pipeline(),
              account));
    }
    text.append(row("total", balance.total()));
    Balance.Calls calls = balance.calls();
    text.append(
        String.format(
            "calls: %d in the ledger, %d in the endpoint's meter (%d open, %d unheard, %d lost of"
                + " at most %d)%n",
            calls.ledger(),
            calls.meter(),
            calls.open(),
            calls.unheard(),
            calls.lost(),
            calls.lostLimit()));
    Balance.Money money = balance.money();
    text.append(
        String.format(
            "money: %s USD in the ledger, %s by the endpoint's meter (%s open, %s unheard, %s"
                + " lost)%s%n",
            Dollars.exact(money.ledger()),
            Dollars.exact(money.meter()),
            Dollars.exact(money.open()),
            Dollars.exact(money.unheard()),
            Dollars.exact(money.lost()),
            money.unpriced() == 0
                ? ""
                : "; " + Counted.of(money.unpriced(), "call has no price", "calls have no price")));
    text.append(part("in the shadow", balance.shadows(), ""));
    text.append(
        part(
            "by evaluations, replays and judges",
            balance.offline(),
            ", in none of the budgets of tenants, pipelines and models"));
    if (balance.holds()) {
      text.append("everything holds");
    } else {
      text.append("DOES NOT HOLD:");
      balance
          .violations()
          .forEach(violation -> text.append(System.lineSeparator()).append("  ").append(violation));
    }
    return text.toString();
  }

  private static void account(ObjectNode json, Balance.Account account) {
    json.put("accepted", account.accepted());
    json.put("repeats", account.repeats());
    outcomes(json.putObject("predictions"), account.predictions());
    json.put("deadLetters", account.deadLetters());
    json.put("inFlight", account.inFlight());
  }

  private static void part(ObjectNode json, Balance.Part part) {
    json.put("calls", part.calls()).put("money", part.money().toPlainString());
  }

  /** A line where there is something to say. */
  private static String part(String which, Balance.Part part, String remark) {
    return part.calls() == 0
        ? ""
        : String.format(
            "of the ledger, %s: %s, %s USD%s%n",
            which, Counted.of(part.calls(), "call"), Dollars.exact(part.money()), remark);
  }

  static void outcomes(ObjectNode json, Map<Outcome, Long> outcomes) {
    for (Outcome outcome : Outcome.values()) {
      json.put(outcome.name(), outcomes.getOrDefault(outcome, 0L));
    }
  }

  private static String row(String name, Balance.Account account) {
    Map<Outcome, Long> predictions = account.predictions();
    return String.format(
        "%-32s %9d %9d %8d %8d %8d %12d %9d %8d%n",
        name,
        account.accepted(),
        predictions.get(Outcome.ANSWERED),
        predictions.get(Outcome.BLOCKED),
        predictions.get(Outcome.REFUSED),
        predictions.get(Outcome.FAILED),
        account.deadLetters(),
        account.inFlight(),
        account.repeats());
  }
}
