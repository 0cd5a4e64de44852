package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetForecast;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.Outlook;
import dev.millrace.record.Role;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class BudgetsEndpointTest {

  private static final String PATH = "/v1/budgets";

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @Test
  void showsHowBudgetsStand() {
    gateway.spending.write(status("acme", "letters"));

    JsonNode budgets = get(PATH).json().path("budgets");

    assertThat(budgets).hasSize(1);
    assertThat(budgets.path(0).path("budget").asText()).isEqualTo("letters/tenant/1d");
    assertThat(budgets.path(0).path("spent").asText()).isEqualTo("4.000000000000");
    assertThat(budgets.path(0).path("share").asText()).isEqualTo("0.800000");
    assertThat(budgets.path(0).path("threshold").asInt()).isEqualTo(80);
    assertThat(budgets.path(0).path("forecast").path("outlook").asText()).isEqualTo("EXPECTED");
  }

  @Test
  void showsThoseOfAPipeline() {
    gateway.spending.write(status("acme", "letters"));
    gateway.spending.write(status("acme", null));

    assertThat(get(PATH).json().path("budgets")).hasSize(2);
    assertThat(get(PATH + "?pipeline=letters").json().path("budgets")).hasSize(1);
    assertThat(get(PATH + "?pipeline=bills").json().path("budgets")).isEmpty();
  }

  @Test
  void showsNothingOfOthersOrOfWhatIsSharedWithThem() {
    gateway.spending.write(status("acme", "letters"));
    gateway.spending.write(status(null, "letters"));

    Reply reply = gateway.get(gateway.fromAnother(PATH));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.response().body()).isEqualTo("{\"budgets\":[]}");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void isForThoseWhoOperateOrConsume(Role role) {
    gateway.issue("narrow", "acme", role);

    int status =
        gateway.get(gateway.request(PATH).header("Authorization", "Bearer narrow")).status();

    assertThat(status).isEqualTo(role == Role.PRODUCE ? 403 : 200);
    assertThat(gateway.get(PATH).status()).isEqualTo(401);
  }

  @Test
  void refusesParametersThatItDoesNotKnow() {
    assertThat(get(PATH + "?tenant=other").status()).isEqualTo(400);
    assertThat(get(PATH + "?window=1d").status()).isEqualTo(400);
  }

  static BudgetStatus status(@Nullable String tenant, @Nullable String pipeline) {
    return BudgetStatus.newBuilder()
        .setBudget("letters/tenant/1d")
        .setTenant(tenant)
        .setPipeline(pipeline)
        .setWindow("1d")
        .setWindowStart(GatewayFixture.NOW)
        .setWindowEnd(GatewayFixture.NOW.plus(Duration.ofDays(1)))
        .setLimit(dollars("5"))
        .setSpent(dollars("4"))
        .setWasted(dollars("1"))
        .setUnpricedCalls(0)
        .setShare(new BigDecimal("0.800000"))
        .setThreshold(80)
        .setAction(BudgetAction.REFUSE)
        .setExceeded(false)
        .setForecast(
            BudgetForecast.newBuilder()
                .setOutlook(Outlook.EXPECTED)
                .setAt(GatewayFixture.NOW.plus(Duration.ofHours(20)))
                .setEarliest(GatewayFixture.NOW.plus(Duration.ofHours(18)))
                .build())
        .setAlerts(List.of("threshold-80"))
        .setAsOf(GatewayFixture.NOW.plus(Duration.ofHours(16)))
        .build();
  }

  private static BigDecimal dollars(String amount) {
    return new BigDecimal(amount).setScale(12);
  }

  private static Reply get(String path) {
    return gateway.get(gateway.authorized(path));
  }
}
