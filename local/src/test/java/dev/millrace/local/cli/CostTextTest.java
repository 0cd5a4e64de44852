package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.domain.CostDimension;
import dev.millrace.local.domain.CostReport;
import dev.millrace.local.domain.CostReportTest;
import dev.millrace.local.domain.CostSelection;
import dev.millrace.platform.pricing.domain.CostWindow;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CostTextTest {

  private static final Instant DAY = Instant.parse("2026-11-26T00:00:00Z");
  private static final List<CostDimension> BY = List.of(CostDimension.TENANT, CostDimension.MODEL);

  private final CostReport report = report("acme");

  @Test
  void showsMoneyExactlyToMachines() {
    assertThat(CostText.json(BY, Map.of(), report.rows(BY)).toString())
        .isEqualTo(
            "[{\"tenant\":\"acme\",\"model\":\"amazon.nova-micro-v1:0\",\"requests\":1,\"calls\":2,"
                + "\"inputTokens\":15,\"outputTokens\":1,\"cost\":\"0.000000000010\","
                + "\"useful\":\"0.000000000008\",\"wasted\":\"0.000000000002\","
                + "\"offline\":\"0.000000000000\","
                + "\"estimated\":\"0.000000000000\",\"unpricedCalls\":1,\"currency\":\"USD\"}]");
  }

  @Test
  void showsRowsToSpreadsheets() {
    assertThat(CostText.csv(BY, Map.of(), report.rows(BY)).lines())
        .containsExactly(
            "tenant,model,requests,calls,inputTokens,outputTokens,cost,useful,wasted,offline,estimated,"
                + "unpricedCalls,currency",
            "acme,amazon.nova-micro-v1:0,1,2,15,1,0.000000000010,0.000000000008,0.000000000002,"
                + "0.000000000000,0.000000000000,1,USD");
    assertThat(CostText.csv(BY, Map.of(), report("=cmd, \"x\"").rows(BY)))
        .as("no name is a formula")
        .contains("\"'=cmd, \"\"x\"\"\"");
  }

  @Test
  void showsATableToPeople() {
    assertThat(CostText.table(BY, report).lines())
        .hasSize(3)
        .last()
        .asString()
        .startsWith("total")
        .contains("0.00000000001")
        .endsWith("1");
  }

  @Test
  void figuresStandBelowEachOtherHoweverLongNamesAre() {
    CostReport wide = report("a");
    wide.take(CostReportTest.metric("a-tenant-of-a-very-long-name", "letters", DAY, 1, "12.5"));
    List<CostDimension> by =
        List.of(CostDimension.TENANT, CostDimension.PIPELINE, CostDimension.MODEL);

    assertThat(CostText.table(by, wide).lines())
        .containsExactly(
            "tenant                        pipeline  model                   requests  calls "
                + " tokens      cost (USD)    wasted (USD)  offline (USD)  unpriced",
            "a                             letters   amazon.nova-micro-v1:0         1      2 "
                + "     16   0.00000000001  0.000000000002              0         1",
            "a-tenant-of-a-very-long-name  letters   amazon.nova-micro-v1:0         1      2 "
                + "     16            12.5             2.5              0         1",
            "total                                                                  2      4 "
                + "     32  12.50000000001  2.500000000002              0         2");
  }

  @Test
  void takesAMonthForItsDaysInUtc() {
    CostSelection december =
        CostChargebackCommand.selection(YearMonth.of(2026, 12), Optional.of("acme"));

    assertThat(december.from()).isEqualTo("2026-12-01T00:00:00Z");
    assertThat(december.to()).isEqualTo("2027-01-01T00:00:00Z");
    assertThat(december.window()).isEqualTo(CostWindow.DAY);
    assertThat(december.tenant()).contains("acme");
  }

  @Test
  void refusesMonthsOfWhichAPartIsKeptNoMore() {
    Instant now = Instant.parse("2026-11-26T12:00:00Z");

    assertThat(CostChargebackCommand.missing(YearMonth.of(2026, 8), now))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("keeps its records for 100 days")
                    .contains("the first whole month is 2026-09"));
    assertThat(CostChargebackCommand.missing(YearMonth.of(2026, 9), now)).isEmpty();
    assertThat(CostChargebackCommand.missing(YearMonth.of(2026, 11), now)).isEmpty();
  }

  @Test
  void saysOfAMonthThatIsNotOverThatItIsProvisional() {
    Instant now = Instant.parse("2026-11-26T12:00:00Z");

    assertThat(CostChargebackCommand.standing(YearMonth.of(2026, 10), now))
        .isEqualTo(CostChargebackCommand.Standing.WHOLE);
    assertThat(CostChargebackCommand.standing(YearMonth.of(2026, 11), now))
        .isEqualTo(CostChargebackCommand.Standing.PROVISIONAL);
    assertThat(CostChargebackCommand.standing(YearMonth.of(2026, 12), now))
        .isEqualTo(CostChargebackCommand.Standing.FUTURE);
    assertThat(
            CostChargebackCommand.standing(
                YearMonth.of(2026, 11), Instant.parse("2026-12-01T00:00:00Z")))
        .as("months are in UTC")
        .isEqualTo(CostChargebackCommand.Standing.WHOLE);
  }

  @Test
  void tellsMachinesWhatMonthARowIsOfAndHowItStands() {
    Map<String, String> of =
        CostChargebackCommand.about(
            YearMonth.of(2026, 11), CostChargebackCommand.Standing.PROVISIONAL);

    assertThat(CostText.json(BY, of, report.rows(BY)).toString())
        .startsWith("[{\"month\":\"2026-11\",\"standing\":\"provisional\",\"tenant\":\"acme\",");
    assertThat(CostText.csv(BY, of, report.rows(BY)).lines())
        .satisfiesExactly(
            header -> assertThat(header).startsWith("month,standing,tenant,model,requests,"),
            row -> assertThat(row).startsWith("2026-11,provisional,acme,"));
  }

  private static CostReport report(String tenant) {
    CostReport report =
        new CostReport(
            new CostSelection(
                CostWindow.DAY, DAY, DAY.plusSeconds(1), Optional.empty(), Optional.empty()));
    report.take(CostReportTest.metric(tenant, "letters", DAY, 1, "0.00000000001"));
    return report;
  }
}
