package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.spending.CostRecords.TEN;
import static dev.millrace.ingestion.gateway.spending.CostRecords.hour;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.spending.CostRecords;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class CostsEndpointTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final String PATH = "/v1/costs";

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @Test
  void showsTheHoursOfTheLastDay() {
    gateway.spending.write(hour(TEN, "0.5"));
    gateway.spending.write(hour(TEN.minus(Duration.ofDays(2)), "1"));

    JsonNode answer = get(PATH).json();

    assertThat(answer.path("window").asText()).isEqualTo("1h");
    assertThat(answer.path("to").asText()).isEqualTo(GatewayFixture.NOW.toString());
    assertThat(answer.path("from").asText())
        .isEqualTo(GatewayFixture.NOW.minus(Duration.ofDays(1)).toString());
    assertThat(answer.path("next").isNull()).isTrue();
    assertThat(answer.path("costs")).hasSize(1);
    JsonNode row = answer.path("costs").path(0);
    assertThat(row.path("windowStart").asText()).isEqualTo(TEN.toString());
    assertThat(row.path("pipeline").asText()).isEqualTo("letters");
    assertThat(row.has("modelId")).isFalse();
    assertThat(row.path("cost").asText()).isEqualTo("0.500000000000");
    assertThat(row.path("wasted").asText()).isEqualTo("0.250000000000");
    assertThat(row.path("offline").asText()).isEqualTo("0.000000000000");
    assertThat(row.path("usage").path("inputTokens").asLong()).isEqualTo(100);
  }

  @Test
  void addsUpWhatIsNotToldApart() {
    gateway.spending.write(hour(TEN, "0.1"));
    CostMetric second = hour(TEN, "0.2");
    second.setModelId("amazon.nova-lite-v1:0");
    second.setModelVersion(2);
    gateway.spending.write(second);

    JsonNode together = get(PATH).json().path("costs");
    JsonNode apart = get(PATH + "?by=model,version").json().path("costs");

    assertThat(together).hasSize(1);
    assertThat(together.path(0).path("cost").asText()).isEqualTo("0.300000000000");
    assertThat(together.path(0).path("calls").asLong()).isEqualTo(2);
    assertThat(together.path(0).path("requests").asLong()).isEqualTo(2);
    assertThat(apart).hasSize(2);
    assertThat(apart.path(1).path("modelId").asText()).isEqualTo("amazon.nova-lite-v1:0");
    assertThat(apart.path(1).path("modelVersion").asInt()).isEqualTo(2);
    assertThat(apart.path(1).has("pipeline")).isFalse();
  }

  @Test
  void showsOnlyWhatIsAskedFor() {
    gateway.spending.write(hour(TEN, "0.1"));
    CostMetric bills = hour(TEN, "0.2");
    bills.setPipeline("bills");
    gateway.spending.write(bills);
    gateway.spending.write(CostRecords.window(TEN, Duration.ofMinutes(1), "0.4"));

    assertThat(get(PATH + "?pipeline=bills").json().path("costs")).hasSize(1);
    assertThat(get(PATH + "?pipeline=none").json().path("costs")).isEmpty();
    assertThat(get(PATH + "?model=none").json().path("costs")).isEmpty();
    assertThat(
            get(PATH + "?window=1m&from=2025-12-31T10:00:00Z&to=2025-12-31T10:01:00Z")
                .json()
                .path("costs"))
        .hasSize(1);
    assertThat(get(PATH + "?from=2025-12-30&to=2025-12-31").json().path("costs")).isEmpty();
    assertThat(get(PATH + "?from=2025-12-31&to=2026-01-01").json().path("costs")).hasSize(2);
  }

  @Test
  void givesTheRestFromNextOn() {
    for (int i = 0; i < 5; i++) {
      gateway.spending.write(hour(TEN.plus(HOUR.multipliedBy(i)), "0." + (i + 1)));
      CostMetric bills = hour(TEN.plus(HOUR.multipliedBy(i)), "1");
      bills.setPipeline("bills");
      gateway.spending.write(bills);
    }

    List<String> starts = new ArrayList<>();
    String from = TEN.toString();
    int pages = 0;
    while (!from.equals("null")) {
      JsonNode answer = get(PATH + "?limit=3&from=" + from).json();
      assertThat(answer.path("costs").size()).isLessThanOrEqualTo(4);
      answer.path("costs").forEach(row -> starts.add(row.path("windowStart").asText()));
      from = answer.path("next").asText();
      pages++;
    }

    assertThat(pages).isEqualTo(3);
    assertThat(starts).hasSize(10).isSorted();
    assertThat(starts.get(9)).isEqualTo(TEN.plus(HOUR.multipliedBy(4)).toString());
  }

  @Test
  void showsATenantNothingOfAnother() {
    gateway.spending.write(hour(TEN, "0.1"));

    Reply reply = gateway.get(gateway.fromAnother(PATH + "?pipeline=letters"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("costs")).isEmpty();
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

  @ParameterizedTest
  @CsvSource({
    "window=2h, window is not one of 1m",
    "window=, window is not one of",
    "by=tenant, by is not one of pipeline",
    "by=, by is not one of",
    "'by=model,', by is not one of",
    "from=yesterday, from is no time",
    "to=2026-13-01, to is no time",
    "from=2026-01-01T00:00:00, from is no time",
    "from=2026-01-02, from is not before to",
    "limit=0, limit is no whole number",
    "limit=10001, limit is no whole number",
    "limit=-1, limit is no whole number",
    "limit=1e3, limit is no whole number",
    "tenant=other, the query parameter tenant is unknown here",
    "pipeline=a&pipeline=b, given 2 times"
  })
  void saysWhatIsWrongWithAParameter(String query, String detail) {
    Reply reply = get(PATH + "?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("INVALID_FIELD");
    assertThat(reply.json().path("detail").asText()).contains(detail);
  }

  @Test
  void takesYearsOfFourDigits() {
    assertThat(get(PATH + "?from=0001-01-01&to=9999-12-31").status()).isEqualTo(200);
    assertThat(get(PATH + "?to=0001-01-01").status()).isEqualTo(200);
    assertThat(get(PATH + "?from=" + Instant.MIN + "&to=2026-01-01").status()).isEqualTo(400);
    assertThat(get(PATH + "?from=-9999-01-01").status()).isEqualTo(400);
    assertThat(get(PATH + "?from=2026-01-01&to=%2B10000-01-01").status()).isEqualTo(400);
  }

  @Test
  void asksToComeAgain() {
    gateway.spending.start();
    Reply starting = get(PATH);
    gateway.spending.fill();
    Reply full = get(PATH);

    assertThat(starting.status()).isEqualTo(503);
    assertThat(starting.header("Retry-After")).contains("2");
    assertThat(full.status()).isEqualTo(503);
    assertThat(full.json().path("detail").asText()).contains("costs cannot be read for now");
  }

  private static Reply get(String path) {
    return gateway.get(gateway.authorized(path));
  }
}
