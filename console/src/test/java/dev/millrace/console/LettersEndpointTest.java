package dev.millrace.console;

import static dev.millrace.console.ConsoleCalls.NOON;
import static dev.millrace.console.ConsoleCalls.call;
import static dev.millrace.console.ConsoleCalls.done;
import static dev.millrace.console.ConsoleCalls.event;
import static dev.millrace.console.ConsoleCalls.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dead letters as tenants see them, without Kafka behind them. */
@Timeout(60)
class LettersEndpointTest {

  private final LetterShelf shelf = new LetterShelf();
  private final AuditMemory audit = new AuditMemory();

  @Test
  void showsATenantItsLettersNewestFirstWithoutTheirContent() throws Exception {
    shelf.add(letter("acme", 1, NOON));
    shelf.add(letter("acme", 2, NOON.plusSeconds(1)));
    shelf.add(letter("other", 3, NOON));
    audit.add(event("dead-letter.replay", "raw-events-0@1", "key:3fa1c0"));

    JsonNode answer = json(letters(Map.of()));

    assertThat(answer.path("letters").findValuesAsText("id"))
        .containsExactly("raw-events-0@2", "raw-events-0@1");
    assertThat(answer.path("count").asInt()).isEqualTo(2);
    assertThat(answer.path("letters").path(1).path("replayedBy").asText()).isEqualTo("key:3fa1c0");
    assertThat(answer.path("letters").path(0).path("replayedBy").isNull()).isTrue();
    assertThat(answer.toString()).doesNotContain("\"value\"", "\"headers\"", "c2VjcmV0");
  }

  @Test
  void showsOnlyWhatIsAskedFor() throws Exception {
    shelf.add(letter("acme", 1, NOON));
    shelf.add(letter("acme", 2, NOON.plusSeconds(1)));

    assertThat(json(letters(Map.of("limit", "1"))).path("letters")).hasSize(1);
    assertThat(json(letters(Map.of("limit", "1"))).path("count").asInt()).isEqualTo(2);
    assertThat(json(letters(Map.of("pipeline", "bills"))).path("letters")).isEmpty();
    assertThat(json(letters(Map.of("since", "2026-01-01T12:00:01Z"))).path("letters")).hasSize(1);
    assertThat(json(letters(Map.of("cause", "MISSING_VARIABLE"))).path("letters")).hasSize(2);
    for (Map<String, String> bad :
        List.of(
            Map.of("limit", "0"),
            Map.of("limit", "many"),
            Map.of("cause", "bad luck"),
            Map.of("stage", "ingestion"),
            Map.of("since", "noon"))) {
      assertThat(letters(bad).status()).as(bad.toString()).isEqualTo(400);
    }
  }

  @Test
  void keepsTheNewestLettersOnly() {
    for (int i = 0; i <= LetterShelf.MOST; i++) {
      shelf.add(letter("acme", i, NOON.plusSeconds(i)));
    }

    assertThat(shelf.newest("acme", letter -> true, 1).count()).isEqualTo(LetterShelf.MOST);
    assertThat(shelf.newest("acme", letter -> letter.getOffset() == 0, 1).shown()).isEmpty();
  }

  @Test
  void keepsTheLettersOfATenantHoweverManyAnotherHas() {
    shelf.add(letter("other", 0, NOON));
    for (int i = 1; i <= LetterShelf.MOST + 500; i++) {
      shelf.add(letter("acme", i, NOON.plusSeconds(i)));
    }
    for (int i = 1; i <= 1_000; i++) {
      shelf.add(letter("other", LetterShelf.MOST + 500 + i, NOON.plusSeconds(i)));
    }

    assertThat(shelf.newest("other", letter -> true, 1).count()).isEqualTo(1_001);
    assertThat(shelf.newest("acme", letter -> true, 1).count()).isEqualTo(LetterShelf.MOST - 1_001);
    assertThat(shelf.newest("nobody", letter -> true, 1).shown()).isEmpty();
  }

  @Test
  void keepsNoLettersOfNobody() {
    shelf.add(letter("acme", 1, NOON));
    for (int i = 2; i <= LetterShelf.MOST + 2; i++) {
      shelf.add(letter(null, i, NOON.plusSeconds(i)));
    }

    assertThat(shelf.newest("acme", letter -> true, 1).count()).isEqualTo(1);
  }

  private HttpReply letters(Map<String, String> query) throws Exception {
    LettersEndpoint endpoint = new LettersEndpoint(shelf, audit, () -> true);
    return done(endpoint.answer("acme", call(query, "", "")));
  }

  private static DeadLetter letter(@Nullable String tenant, long offset, Instant failedAt) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("MISSING_VARIABLE")
        .setDetail("the prompt asks for body: send it")
        .setTenant(tenant)
        .setPipeline("letters")
        .setTopic("raw-events")
        .setPartition(0)
        .setOffset(offset)
        .setValue(ByteBuffer.wrap("secret".getBytes(UTF_8)))
        .setHeaders(List.of())
        .setFailedAt(failedAt)
        .build();
  }
}
