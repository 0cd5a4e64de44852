package dev.millrace.ingestion.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.Enrichment;
import dev.millrace.schemas.TrustedRecords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrichedTest {

  static {
    TrustedRecords.install();
  }

  private static final List<Enrichment> CUSTOMER =
      List.of(new Enrichment("customers", "/customer_id", "customer"));

  private final Map<String, JsonValue> rows =
      Map.of("customers/7", json("{\"tier\": \"gold\"}"), "customers/x/y", json("{}"));

  @Test
  void addsTheRowAsAMember() {
    Enriched enriched = enriched("{\"customer_id\":\"7\", \"a\": 1}");

    assertThat(enriched.missing()).isEmpty();
    assertThat(enriched.event().text())
        .isEqualTo("{\"customer_id\":\"7\",\"a\":1,\"customer\":{\"tier\":\"gold\"}}");
  }

  @Test
  void looksForNumbersAsTheyAreWritten() {
    assertThat(enriched("{\"customer_id\":7}").missing()).isEmpty();
    assertThat(enriched("{\"customer_id\":7.0}").missing()).containsExactly("customer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"customer_id\":\"8\"}", "{}", "{\"customer_id\":{\"a\":1}}"})
  void namesARowThatIsNotThereAndGoesOn(String event) {
    Enriched enriched = enriched(event);

    assertThat(enriched.missing()).containsExactly("customer");
    assertThat(
            enriched.event().member("customer").orElseThrow().member("tier").orElseThrow().text())
        .isEmpty();
  }

  @Test
  void letsTheRowWinOverWhatTheProducerWrote() {
    assertThat(
            enriched("{\"customer_id\":\"7\",\"customer\":{\"tier\":\"forged\"}}").event().text())
        .doesNotContain("forged");
    assertThat(
            enriched("{\"customer_id\":\"8\",\"customer\":{\"tier\":\"forged\"}}").event().text())
        .doesNotContain("forged");
  }

  @Test
  void leavesAnEventAloneWhenNothingIsAskedFor() {
    JsonValue event = json("[1]");

    assertThat(
            Enriched.of(event, List.of(), (table, key) -> Optional.empty()).orElseThrow().event())
        .isSameAs(event);
  }

  @Test
  void joinsNothingToWhatIsNoObject() {
    assertThat(Enriched.of(json("[1]"), CUSTOMER, (table, key) -> Optional.empty())).isEmpty();
  }

  private Enriched enriched(String event) {
    return Enriched.of(
            json(event), CUSTOMER, (table, key) -> Optional.ofNullable(rows.get(table + "/" + key)))
        .orElseThrow();
  }

  private static JsonValue json(String text) {
    return ((StrictJson.Result.Valid) StrictJson.read(text.getBytes(UTF_8))).value();
  }
}
