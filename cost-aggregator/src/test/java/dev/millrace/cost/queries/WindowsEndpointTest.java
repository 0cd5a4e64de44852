package dev.millrace.cost.queries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.platform.settings.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsEndpointTest {

  private static final Map<String, String> WHOSE = Map.of("tenant", "acme", "pipeline", "letters");
  private static final HostInfo OTHER = new HostInfo("other", 80);

  private final List<WindowQuery> asked = new ArrayList<>();
  private final List<HostInfo> forwarded = new ArrayList<>();
  private Answer answer = new Answer.Windows(List.of());
  private boolean isOtherAway;
  private Executor work = Runnable::run;

  @Test
  void answersWithWindows() {
    HttpReply.Whole reply =
        ask(
            Map.of(
                "tenant", "acme",
                "pipeline", "letters",
                "window", "1m",
                "from", "2026-11-26T00:00:00Z",
                "to", "2026-11-27T00:00:00Z"),
            Map.of());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(new String(reply.body(), UTF_8)).isEqualTo("[]");
    assertThat(asked)
        .containsExactly(
            new WindowQuery(
                "acme",
                "letters",
                CostWindow.MINUTE,
                Instant.parse("2026-11-26T00:00:00Z"),
                Instant.parse("2026-11-27T00:00:00Z")));
  }

  @Test
  void takesHoursOfAllTimeWhereNothingElseIsSaid() {
    assertThat(ask(WHOSE, Map.of()).status()).isEqualTo(200);
    assertThat(asked.get(0).window()).isEqualTo(CostWindow.HOUR);
    assertThat(asked.get(0).from()).isEqualTo(Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({
    "tenant, , name the tenant",
    "window, 5m, 'one of 1m, 1h and 1d'",
    "from, yesterday, instants such as",
    "from, 9999-12-31T00:00:00Z, from is not later",
    "model, nova, the parameters are"
  })
  void saysWhatIsWrong(String parameter, String value, String detail) {
    Map<String, String> query = new HashMap<>(WHOSE);
    if (value == null) {
      query.remove(parameter);
    } else {
      query.put(parameter, value);
    }

    HttpReply.Whole reply = ask(query, Map.of());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(new String(reply.body(), UTF_8)).contains(detail);
    assertThat(asked).isEmpty();
  }

  @Test
  void passesAQuestionOnToTheInstanceThatHasTheWindows() {
    answer = new Answer.Elsewhere(OTHER);

    assertThat(ask(WHOSE, Map.of()).status()).isEqualTo(201);
    assertThat(forwarded).containsExactly(OTHER);
  }

  @Test
  void passesNothingOnInCircles() {
    answer = new Answer.Elsewhere(OTHER);

    HttpReply.Whole reply = ask(WHOSE, Map.of(WindowsEndpoint.FORWARDED, "1"));

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsEntry("Retry-After", "1");
    assertThat(forwarded).isEmpty();
  }

  @Test
  void saysThatNobodyAnswers() {
    answer = new Answer.Unknown();
    assertThat(ask(WHOSE, Map.of()).status()).isEqualTo(503);
    answer = new Answer.Elsewhere(OTHER);
    isOtherAway = true;
    assertThat(ask(WHOSE, Map.of()).status()).isEqualTo(503);
    answer = new Answer.TooMany(7);
    assertThat(new String(ask(WHOSE, Map.of()).body(), UTF_8)).contains("more than 7 windows");
  }

  @Test
  void saysThatTooManyAsk() {
    work =
        task -> {
          throw new RejectedExecutionException("full");
        };

    HttpReply.Whole reply = ask(WHOSE, Map.of());

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsEntry("Retry-After", "1");
    assertThat(asked).isEmpty();
  }

  @Test
  void takesNoKeyOverTheNetworkInPlaintext() {
    HttpCall call =
        new HttpCall("GET", WindowsEndpoint.PATH, Map.of(), Map.of(), Map.of(), new byte[0]);

    HttpReply.Whole reply =
        (HttpReply.Whole)
            new HttpInstances(Wire.LOOPBACK).ask(OTHER, call).toCompletableFuture().join();

    assertThat(reply.status()).isEqualTo(503);
    assertThat(new String(reply.body(), UTF_8))
        .contains("other, which is not asked in plaintext: set cost.queries.tls.keystore");
  }

  @Test
  void letsOnlyThoseInWhoKnowTheKey() {
    Optional<Secret> key = Optional.of(new Secret("word"));

    assertThat(ask(key, WHOSE, Map.of()).status()).isEqualTo(401);
    assertThat(ask(key, WHOSE, Map.of("authorization", "Bearer other")).status()).isEqualTo(401);
    assertThat(asked).isEmpty();
    assertThat(ask(key, WHOSE, Map.of("authorization", "Bearer word")).status()).isEqualTo(200);
  }

  private HttpReply.Whole ask(Map<String, String> query, Map<String, String> headers) {
    return ask(Optional.empty(), query, headers);
  }

  private HttpReply.Whole ask(
      Optional<Secret> key, Map<String, String> query, Map<String, String> headers) {
    WindowsEndpoint endpoint =
        new WindowsEndpoint(
            key,
            question -> {
              asked.add(question);
              return answer;
            },
            (host, call) -> {
              forwarded.add(host);
              return isOtherAway
                  ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                  : HttpReply.of(201, "application/json", new byte[0]).done();
            },
            work);
    HttpCall call =
        new HttpCall(
            "GET", WindowsEndpoint.PATH, Map.of(), lists(query), lists(headers), new byte[0]);
    return (HttpReply.Whole) endpoint.answer(call).toCompletableFuture().join();
  }

  private static Map<String, List<String>> lists(Map<String, String> values) {
    Map<String, List<String>> lists = new HashMap<>();
    values.forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }
}
