package dev.millrace.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.console.LetterWords.UnknownWordException;
import dev.millrace.console.letters.ReplayOrder;
import dev.millrace.console.letters.UnknownLetterException;
import dev.millrace.console.letters.domain.LetterBound;
import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.console.letters.domain.ReplayResult;
import dev.millrace.ingestion.gateway.Caller;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.registry.RegistryException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays a tenant's dead letters: {@code POST /v1/dead-letters/replay}.
 *
 * <p><i>Shape</i>: {@code ids}, or what a filter takes ({@code pipeline}, {@code cause}, {@code
 * stage}, {@code since}, {@code until}); {@code dryRun} only says what would be done, {@code again}
 * takes those too that were replayed and failed; {@code upTo}, which the answer to a dry run has,
 * keeps to the letters of that plan. The answer is that of the command line.
 *
 * <p><i>Failure</i>: 400 where the body is none, 404 where an id is none of the tenant's, 409 where
 * more letters are meant than one order replays, 503 where the brokers do not take them: those that
 * they took are replayed, and the same order again leaves them out.
 */
final class ReplayEndpoint {

  /** At the usual pace ten seconds. */
  static final int MOST = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(ReplayEndpoint.class);
  private static final int MOST_IDS = 1_000;
  private static final Set<String> WORDS = Set.of("pipeline", "cause", "stage", "since", "until");

  private final Replays replays;
  private final Desk desk;

  ReplayEndpoint(Replays replays, Desk desk) {
    this.replays = replays;
    this.desk = desk;
  }

  CompletionStage<HttpReply> answer(Caller caller, HttpCall call) {
    ReplayOrder order;
    boolean isDry;
    try {
      OrderBody body =
          OrderBody.read(
              call.body(),
              Set.of(
                  "ids",
                  "pipeline",
                  "cause",
                  "stage",
                  "since",
                  "until",
                  "again",
                  "upTo",
                  "dryRun"));
      order = order(caller.tenant(), body);
      isDry = body.flag("dryRun");
    } catch (UnknownWordException e) {
      return Answers.invalid(e.detail()).done();
    }
    return desk.later(caller.tenant(), () -> reply(caller, order, isDry));
  }

  private static ReplayOrder order(String tenant, OrderBody body) throws UnknownWordException {
    Map<String, String> words = new HashMap<>();
    for (String name : WORDS) {
      body.text(name).ifPresent(text -> words.put(name, text));
    }
    Set<String> ids = Set.copyOf(body.texts("ids", MOST_IDS));
    if (ids.isEmpty() && body.has("ids")) {
      throw new UnknownWordException(
          "ids names no letter: leave it out where all that the others mean are meant");
    }
    return new ReplayOrder(
        LetterWords.filter(tenant, name -> Optional.ofNullable(words.get(name))),
        ids,
        body.flag("again") ? Repetition.AGAIN : Repetition.ONCE,
        body.offsets("upTo").map(LetterBound::new));
  }

  private HttpReply reply(Caller caller, ReplayOrder order, boolean isDry) {
    try {
      if (isDry) {
        Replays.Plan plan = replays.preview(order, MOST);
        return Answers.ok(json(plan.result()).put("dryRun", true).set("upTo", json(plan.upTo())));
      }
      return Answers.ok(
          json(replays.run(order, "key:" + caller.keyId(), MOST)).put("dryRun", false));
    } catch (UnknownLetterException e) {
      return new Problem(404, "NO_LETTER", "there is no such dead letter: the list shows all")
          .reply();
    } catch (Replays.TooManyException e) {
      return new Problem(409, "TOO_MANY", String.valueOf(e.getMessage())).reply();
    } catch (IOException | KafkaException | RegistryException e) {
      LOG.warn("a replay of dead letters broke off", e);
      return Answers.unavailable(
          "the brokers did not take all: what they took is replayed; give the same order again for"
              + " the rest");
    }
  }

  private static ObjectNode json(LetterBound bound) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(bound.ends())
        .forEach((partition, end) -> json.put(String.valueOf(partition), end));
    return json;
  }

  private static ObjectNode json(ReplayResult result) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("matched", result.matched())
            .put("replayable", result.replayable())
            .put("replayed", result.replayed());
    ObjectNode skipped = json.putObject("skipped");
    ObjectNode reasons = json.putObject("reasons");
    new TreeMap<>(result.skipped())
        .forEach(
            (reason, count) -> {
              skipped.put(reason.key(), count);
              reasons.put(reason.key(), reason.explanation());
            });
    return json;
  }
}
