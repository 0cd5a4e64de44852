package dev.millrace.console;

import static dev.millrace.console.ConsoleCalls.OPERATOR;
import static dev.millrace.console.ConsoleCalls.call;
import static dev.millrace.console.ConsoleCalls.done;
import static dev.millrace.console.ConsoleCalls.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.console.letters.ReplayOrder;
import dev.millrace.console.letters.UnknownLetterException;
import dev.millrace.console.letters.domain.LetterBound;
import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.console.letters.domain.ReplayResult;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.schemas.registry.RegistryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replays that are asked for, without Kafka behind them. */
@Timeout(60)
class ReplayEndpointTest {

  private final Desk desk = new Desk("desk");
  private final List<ReplayOrder> replayed = new ArrayList<>();
  private final List<String> actors = new ArrayList<>();

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void replaysOnlyLettersOfTheTenantInTheNameOfTheKey() throws Exception {
    HttpReply reply = replay("{\"pipeline\":\"letters\",\"again\":true}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(replayed.get(0).filter().tenant()).contains("acme");
    assertThat(replayed.get(0).filter().pipeline()).contains("letters");
    assertThat(replayed.get(0).repetition()).isEqualTo(Repetition.AGAIN);
    assertThat(actors).containsExactly("key:3fa1c0");
    assertThat(json(reply).path("replayed").asInt()).isEqualTo(2);
    assertThat(json(reply).path("skipped").path("request-exists").asInt()).isEqualTo(1);
    assertThat(json(reply).path("reasons").path("request-exists").asText()).contains("double");
  }

  @Test
  void saysOfADryRunWhatWouldBeDone() throws Exception {
    JsonNode answer = json(replay("{\"dryRun\":true}"));

    assertThat(answer.path("dryRun").asBoolean()).isTrue();
    assertThat(answer.path("replayable").asInt()).isEqualTo(2);
    assertThat(answer.path("upTo").toString()).isEqualTo("{\"0\":124,\"3\":45}");
    assertThat(answer.path("replayed").asInt()).isZero();
    assertThat(actors).isEmpty();
  }

  @Test
  void keepsToTheLettersOfThePlanThatItIsGiven() throws Exception {
    replay("{\"upTo\":{\"0\":124,\"3\":45}}");
    replay("{}");

    assertThat(replayed.get(0).upTo()).contains(new LetterBound(Map.of(0, 124L, 3, 45L)));
    assertThat(replayed.get(1).upTo()).isEmpty();
  }

  @Test
  void saysWhyNothingWasReplayed() throws Exception {
    assertThat(replay("{\"ids\":[\"unknown\"]}").status()).isEqualTo(404);
    assertThat(replay("{\"ids\":[\"too-many\"]}").status()).isEqualTo(409);
    assertThat(replay("{\"ids\":[\"away\"]}").status()).isEqualTo(503);
    assertThat(replay("{\"ids\":[\"no-registry\"]}").status()).isEqualTo(503);
    for (String bad :
        List.of(
            "",
            "[]",
            "{",
            "{} {}",
            "{\"tenant\":\"other\"}",
            "{\"ids\":\"raw-events-0@1\"}",
            "{\"ids\":[1]}",
            "{\"ids\":[]}",
            "{\"ids\":[],\"pipeline\":\"letters\"}",
            "{\"dryRun\":\"yes\"}",
            "{\"pipeline\":7}",
            "{\"upTo\":124}",
            "{\"upTo\":{\"0\":-1}}",
            "{\"upTo\":{\"one\":1}}",
            "{\"upTo\":{\"0\":1.5}}",
            "{\"cause\":\"none\"}",
            "{\"again\":true,\"again\":false}")) {
      assertThat(replay(bad).status()).as(bad).isEqualTo(400);
    }
    assertThat(actors).isEmpty();
  }

  private HttpReply replay(String body) throws Exception {
    return done(
        new ReplayEndpoint(new NotedReplays(), desk).answer(OPERATOR, call(Map.of(), "", body)));
  }

  /** Writes down what is wanted of it. */
  private final class NotedReplays implements Replays {

    @Override
    public Plan preview(ReplayOrder order, int most) {
      replayed.add(order);
      return new Plan(
          new ReplayResult(3, 2, 0, Map.of(SkipReason.REQUEST_EXISTS, 1L)),
          new LetterBound(Map.of(3, 45L, 0, 124L)));
    }

    @Override
    public ReplayResult run(ReplayOrder order, String actor, int most)
        throws IOException, TooManyException {
      if (order.ids().contains("unknown")) {
        throw new UnknownLetterException("unknown");
      }
      if (order.ids().contains("too-many")) {
        throw new TooManyException("too many");
      }
      if (order.ids().contains("away")) {
        throw new IOException("the brokers are away");
      }
      if (order.ids().contains("no-registry")) {
        throw new RegistryException("the registry is away");
      }
      replayed.add(order);
      actors.add(actor);
      return new ReplayResult(3, 2, 2, Map.of(SkipReason.REQUEST_EXISTS, 1L));
    }
  }
}
