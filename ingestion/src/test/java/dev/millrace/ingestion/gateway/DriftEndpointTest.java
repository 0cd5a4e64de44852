package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.quality.KnownQuality.accuracy;
import static dev.millrace.ingestion.gateway.spending.CostRecords.TEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Role;
import dev.millrace.record.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class DriftEndpointTest {

  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final String PATH = "/v1/drift";

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @Test
  void showsTheFiguresOfTheLastDay() {
    gateway.quality.write(accuracy("letters", TEN));
    gateway.quality.write(accuracy("letters", TEN.minus(Duration.ofDays(2))));

    JsonNode answer = get(PATH).json();

    assertThat(answer.path("to").asText()).isEqualTo(GatewayFixture.NOW.toString());
    assertThat(answer.path("from").asText())
        .isEqualTo(GatewayFixture.NOW.minus(Duration.ofDays(1)).toString());
    assertThat(answer.path("next").isNull()).isTrue();
    assertThat(answer.path("figures")).hasSize(1);
    JsonNode figure = answer.path("figures").path(0);
    assertThat(figure.path("windowStart").asText()).isEqualTo(TEN.toString());
    assertThat(figure.path("name").asText()).isEqualTo("accuracy");
    assertThat(figure.path("value").asDouble()).isEqualTo(0.9);
    assertThat(figure.path("verdict").asText()).isEqualTo("STABLE");
  }

  @Test
  void showsOnlyWhatIsAskedFor() {
    QualityMetric drifted = accuracy("letters", TEN);
    drifted.setVerdict(Verdict.DRIFTED);
    gateway.quality.write(accuracy("letters", TEN.minus(Duration.ofDays(2))));
    gateway.quality.write(drifted);

    assertThat(figures("?pipeline=letters")).hasSize(1);
    assertThat(figures("?pipeline=none")).isEmpty();
    assertThat(figures("?verdict=drifted")).hasSize(1);
    assertThat(figures("?verdict=stable")).isEmpty();
    assertThat(figures("?verdict=not-enough-data")).isEmpty();
    assertThat(figures("?from=2025-12-29")).hasSize(2);
    assertThat(figures("?from=2025-12-29&to=2025-12-30")).hasSize(1);
  }

  @Test
  void givesTheRestFromNextOn() {
    for (int i = 0; i < 5; i++) {
      for (int figure = 0; figure < 2; figure++) {
        gateway.quality.write(accuracy("letters", TEN.plus(WINDOW.multipliedBy(i))));
      }
    }

    List<String> starts = new ArrayList<>();
    String from = TEN.toString();
    int pages = 0;
    while (!from.equals("null")) {
      JsonNode answer = get(PATH + "?limit=3&from=" + from).json();
      answer.path("figures").forEach(row -> starts.add(row.path("windowStart").asText()));
      from = answer.path("next").asText();
      pages++;
    }

    assertThat(pages).isEqualTo(3);
    assertThat(starts).hasSize(10).isSorted();
  }

  @Test
  void showsNothingOfOthersOrOfWhatIsSharedWithThem() {
    gateway.quality.write(accuracy("letters", TEN));
    gateway.quality.write(accuracy("bills", TEN));
    gateway.quality.write(accuracy("nobodys", TEN));

    Reply others = gateway.get(gateway.fromAnother(PATH + "?pipeline=letters"));

    assertThat(others.status()).isEqualTo(200);
    assertThat(others.json().path("figures")).isEmpty();
    assertThat(figures("?pipeline=bills")).isEmpty();
    assertThat(figures("")).hasSize(1);
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
    "verdict=DRIFTED, 'verdict is not one of stable, drifted, not-enough-data'",
    "verdict=, verdict is not one of",
    "from=yesterday, from is no time",
    "from=2026-01-02, from is not before to",
    "limit=0, limit is no whole number",
    "tenant=other, the query parameter tenant is unknown here"
  })
  void saysWhatIsWrongWithAParameter(String query, String detail) {
    Reply reply = get(PATH + "?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("INVALID_FIELD");
    assertThat(reply.json().path("detail").asText()).contains(detail);
  }

  @Test
  void asksToComeAgain() {
    gateway.quality.start();
    Reply starting = get(PATH);
    gateway.quality.fill();
    Reply full = get(PATH);

    assertThat(starting.status()).isEqualTo(503);
    assertThat(starting.header("Retry-After")).contains("2");
    assertThat(full.status()).isEqualTo(503);
    assertThat(full.json().path("detail").asText()).contains("figures cannot be read for now");
  }

  private static JsonNode figures(String query) {
    return get(PATH + query).json().path("figures");
  }

  private static Reply get(String path) {
    return gateway.get(gateway.authorized(path));
  }
}
