package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.ingestion.domain.Times;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.ingestion.gateway.predictions.Positions;
import dev.millrace.ingestion.gateway.spending.CostQuery;
import dev.millrace.ingestion.kafka.TraceHeaders;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.schemas.testing.Fuzz;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Whatever is said in a query or a header, it is understood or refused; nothing else happens. */
class ParameterFuzzTest {

  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void readsQueries() {
    Fuzz.ofTexts("query", "2026-11-26T10:00:00Z", "2026-11-26", "10s", "1000", "PIPELINE,model")
        .with("-", "+", "999999999", "T", "Z", "24:00", "ms", "٣", ",", "0", "hour", "/id", "~")
        .holdsOfTexts(
            text -> {
              for (String name : List.of("from", "to", "limit")) {
                Part<PageParameters> page =
                    PageParameters.read(query(name, text), GatewayFixture.NOW, Duration.ofDays(1));
                if (page instanceof Part.Good<PageParameters> good) {
                  assertThat(good.value().from()).isBefore(good.value().to());
                  assertThat(good.value().limit()).isBetween(1, PageParameters.MOST_LIMIT);
                }
              }
              for (String name : List.of("window", "by", "pipeline", "model")) {
                Part<CostQuery> cost =
                    CostParameters.read("acme", query(name, text), GatewayFixture.NOW);
                assertThat(cost).isNotNull();
              }
              if (Patience.read(query("wait", text))
                  instanceof Part.Good<Optional<Duration>> good) {
                assertThat(good.value().orElseThrow())
                    .isBetween(Duration.ZERO, Duration.ofMinutes(1));
              }
              for (String name : List.of("id", "key", "idPointer", "keyPointer")) {
                assertThat(Naming.ofOne(query(name, text))).isNotNull();
                assertThat(Naming.ofLines(query(name, text))).isNotNull();
              }
              assertThat(Query.of("id").objection(Map.of(text, List.of("", "")))).isNotEmpty();
            });
  }

  @Test
  void readsIdempotencyKeys() {
    Fuzz.ofTexts("Idempotency-Key", "\"order-1\"", "order-1", "\"a\\\"b\\\\c\"")
        .with("\"", "\\", "\\\\", "\\\"", ",", "$1", "\\$")
        .holds(
            input -> {
              HttpCall call = header("idempotency-key", new String(input, ISO_8859_1));
              if (IdempotencyKey.read(call, 256) instanceof Part.Good<Optional<String>> good) {
                assertThat(Identity.problem("it", good.value().orElseThrow())).isEmpty();
              }
            });
  }

  @Test
  void readsIdempotencyKeysOfAnyLengthInTheSameStack() {
    HttpCall call = header("idempotency-key", "\"" + "\\\"".repeat(8_000) + "\"");

    assertThat(IdempotencyKey.read(call, 256)).isInstanceOf(Part.Bad.class);
  }

  @Test
  void readsPlacesInStreams() {
    Fuzz.ofTexts("Last-Event-ID", "0.12-1.7", "3.0")
        .with("-", ".", "999999999", "0.", "00", "٣.٣")
        .holdsOfTexts(
            text ->
                Positions.parse(text)
                    .ifPresent(
                        read -> assertThat(Positions.parse(read.toString())).contains(read)));
  }

  @Test
  void readsTraceContexts() {
    Fuzz.ofTexts("traceparent", PARENT, PARENT + "\nvendor=1,other=a=b", "ff" + PARENT.substring(2))
        .with("\n", "-", "00000000000000000000000000000000", "=", ",", "\u00ff", " ")
        .holds(
            input -> {
              String text = new String(input, ISO_8859_1);
              int line = text.indexOf('\n');
              String parent = line < 0 ? text : text.substring(0, line);
              Optional<String> state =
                  line < 0 ? Optional.empty() : Optional.of(text.substring(line + 1));
              RecordHeaders headers = new RecordHeaders();
              headers.add("traceparent", parent.getBytes(ISO_8859_1));
              state.ifPresent(one -> headers.add("tracestate", one.getBytes(ISO_8859_1)));

              assertThat(TraceContexts.read(Optional.of(parent), state)).isNotNull();
              assertThat(TraceContexts.read(headers)).isNotNull();
              assertThat(TraceHeaders.of(headers)).hasSizeLessThanOrEqualTo(2);
            });
  }

  @Test
  void readsTimesAndKeys() {
    Fuzz.ofTexts("time", "2026-01-02T03:04:05Z", "2026-01-02t03:04:05.123456789+01:00")
        .with("+999999999", "-", "24", "60", "z", "+18:00", ".")
        .holdsOfTexts(
            text -> {
              try {
                assertThat(Times.parse(text)).isBefore(Instant.parse("+10000-01-01T00:00:00Z"));
              } catch (DateTimeException e) {
                assertThat(e).hasMessageMatching("(?s).+");
              }
            });
    Fuzz.ofTexts("ingestion.keys", ApiKeys.digest("a") + "=acme," + ApiKeys.digest("b") + "=other")
        .with("=", ",", "==", " ")
        .holdsOfTexts(
            text -> {
              try {
                assertThat(ApiKeys.parse(text).tenants().keySet())
                    .allMatch(digest -> digest.length() == ApiKeys.digest("a").length());
              } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(?s).+");
              }
            });
  }

  private static HttpCall query(String name, String value) {
    return new HttpCall(
        "POST", "/", Map.of(), Map.of(name, List.of(value)), Map.of(), "{}".getBytes(UTF_8));
  }

  private static HttpCall header(String name, String value) {
    return new HttpCall("POST", "/", Map.of(), Map.of(), Map.of(name, List.of(value)), new byte[0]);
  }
}
