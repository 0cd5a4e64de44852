package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetHolders;
import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.PeriodUnit;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BudgetsSetCommandTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00.123456Z");

  @Test
  void takesWhatTheOptionsSay() {
    BudgetDefinition budget =
        definition(
            "acme-monthly --tenant acme --pipeline p --model m.x --window 1mo --zone Europe/Vienna"
                + " --limit 5.50 --action degrade --degrade-to m.y --degrade-from 70"
                + " --alerts 90,95 --dry-run");

    assertThat(budget.getName()).isEqualTo("acme-monthly");
    assertThat(budget.getHolders()).isEqualTo(BudgetHolders.ONE);
    assertThat(budget.getTenant()).isEqualTo("acme");
    assertThat(budget.getPipeline()).isEqualTo("p");
    assertThat(budget.getModel()).isEqualTo("m.x");
    assertThat(budget.getPeriod())
        .isEqualTo(new BudgetPeriod(PeriodUnit.MONTH, 1, "Europe/Vienna"));
    assertThat(budget.getLimit()).isEqualByComparingTo("5.50");
    assertThat(budget.getAction()).isEqualTo(BudgetAction.DEGRADE);
    assertThat(budget.getDegradeTo()).isEqualTo("m.y");
    assertThat(budget.getDegradeFrom()).isEqualTo(70);
    assertThat(budget.getAlerts()).isEqualTo(List.of(90, 95));
    assertThat(budget.getDryRun()).isTrue();
    assertThat(budget.getChangedAt()).isEqualTo(Instant.parse("2026-11-26T12:00:00.123Z"));
  }

  @Test
  void isForAllTenantsTogetherUnlessItSaysOtherwise() {
    assertThat(definition("all --window 1d --limit 5 --action refuse").getHolders())
        .isEqualTo(BudgetHolders.TOGETHER);
    assertThat(definition("each --each-tenant --window 1d --limit 5 --action refuse").getHolders())
        .isEqualTo(BudgetHolders.EACH);
  }

  @Test
  void saysThatWhatWasSpentBeforeIsNotCounted() {
    BudgetsSetCommand command = command("all --window 1d --limit 5.00 --action refuse --dry-run");

    assertThat(command.answer(command.definition(), true).lines())
        .containsExactly(
            "set: all, 5 USD in 1d, in a dry run",
            "what was spent in the present window before is not counted, unless another budget has"
                + " counted the same calls already: with it, more than the limit may be spent until"
                + " the window ends");
    assertThat(command.answer(command.definition(), false)).startsWith("changed: all, ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bad_Name --window 1d --limit 5 --action refuse | NAME takes",
        "a --window 5h --limit 5 --action refuse | --window takes a window of 1h",
        "a --window 1d --limit 0 --action refuse | --limit takes a sum above 0",
        "a --window 1d --limit five --action refuse | --limit takes a sum above 0",
        "a --window 1d --limit 5 --action stop | --action takes alert",
        "a --window 1d --limit 5 --action degrade | needs a cheaper model",
        "a --window 1d --limit 5 --action refuse --degrade-to m | needs a cheaper model",
        "a --window 1d --zone Mars --limit 5 --action refuse | the time zone Mars is unknown",
        "a --window 1d --limit 5 --action refuse --alerts 0 | --alerts takes percentages",
        "a --tenant t --each-tenant --window 1d --limit 5 --action refuse | choose one of"
      })
  void saysWhatIsWrong(String arguments, String message) {
    assertThatThrownBy(() -> definition(arguments))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(message);
  }

  private static BudgetDefinition definition(String arguments) {
    return command(arguments).definition();
  }

  private static BudgetsSetCommand command(String arguments) {
    BudgetsSetCommand command =
        new BudgetsSetCommand(new Output(System.out, System.err, false), () -> NOW);
    new CommandLine(command).parseArgs(arguments.split(" "));
    return command;
  }
}
