package dev.millrace.cost.budgets;

import static dev.millrace.cost.budgets.Windows.TEN;
import static dev.millrace.cost.budgets.Windows.budget;
import static dev.millrace.cost.budgets.Windows.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.record.BudgetStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What takes long is done in steps, and clocks that are ahead move no time. */
class BudgetStepsTest extends BudgetProcessing {

  @Test
  void aCallWhoseClockIsAheadMovesNoTime() {
    take(minute("acme", TEN, "9"));
    Told unused = look();

    for (Duration ahead : List.of(Duration.ofHours(25), Duration.ofDays(400))) {
      take(minute("globex", TEN.plus(ahead), "1"), TEN.plus(MINUTE));
    }

    assertThat(look().statuses()).as("nothing is over").doesNotContainKey("own@acme");
    restart();
    assertThat(minutes().now()).isEqualTo(TEN.plus(MINUTE.multipliedBy(2)));
    take(minute("acme", TEN, "10"));
    assertThat(look().of("own@acme").getSpent()).isEqualByComparingTo("10");
  }

  @Test
  void doesWhatIsMuchInStepsAndInTheEndAllOfIt() {
    int tenants = 3 * Bookkeeping.LOOKED_AT;
    for (int tenant = 0; tenant < tenants; tenant++) {
      take(minute("tenant-" + tenant, TEN, "1"));
    }
    Map<String, BudgetStatus> told = new TreeMap<>();
    assertThat(lookUntilQuiet(told)).as("looks").isGreaterThanOrEqualTo(3);
    assertThat(told).hasSize(tenants + 1).containsKey("all");

    inForce = Budgets.of(budget("new", new Holders.Each(), "2"));
    take(minute("tenant-0", TEN.plus(MINUTE), "1"));
    Told unused = look();
    take(minute("tenant-0", TEN.plus(MINUTE), "3"));
    take(minute("tenant-1", TEN.minus(MINUTE), "3"));
    told.clear();

    assertThat(lookUntilQuiet(told)).as("looks").isGreaterThanOrEqualTo(3);
    assertThat(told).hasSize(tenants);
    assertThat(new Told(told).of("new@tenant-0").getSpent()).isEqualByComparingTo("4");
    assertThat(new Told(told).of("new@tenant-1").getSpent()).isEqualByComparingTo("4");
    assertThat(new Told(told).of("new@tenant-2").getSpent()).isEqualByComparingTo("1");
  }

  @Test
  void whatACrashLeavesHalfMadeIsMadeAnew() {
    inForce = Budgets.NONE;
    int tenants = Bookkeeping.MET + 1;
    for (int tenant = 0; tenant < tenants; tenant++) {
      take(minute("tenant-" + tenant, TEN, "1"));
    }
    Told unused = look();
    inForce = Budgets.of(budget("new", new Holders.Together(), "2"));
    assertThat(look().statuses()).as("half of it is no status").isEmpty();

    restart();

    Map<String, BudgetStatus> told = new TreeMap<>();
    assertThat(lookUntilQuiet(told)).isPositive();
    assertThat(new Told(told).of("new").getSpent()).isEqualByComparingTo(String.valueOf(tenants));
  }

  /** How many looks it takes until nothing is told any more. */
  private int lookUntilQuiet(Map<String, BudgetStatus> to) {
    int looks = 0;
    int quiet = 0;
    while (quiet < 20) {
      List<SpecificRecord> told = forwarded();
      assertThat(statuses(told).size()).isLessThanOrEqualTo(Bookkeeping.LOOKED_AT);
      to.putAll(statuses(told));
      looks++;
      quiet = told.isEmpty() ? quiet + 1 : 0;
    }
    return looks - quiet;
  }
}
