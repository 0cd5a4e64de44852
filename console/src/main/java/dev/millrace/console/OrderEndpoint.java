package dev.millrace.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.console.LetterWords.UnknownWordException;
import dev.millrace.ingestion.gateway.Caller;
import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.Turn;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.registry.RegistryException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out an order about the models of a pipeline: {@code POST /v1/models/{pipeline}/orders}.
 *
 * <p><i>Shape</i>: {@code order} is one of promote, rollback, pause, resume, approve and abort;
 * {@code version} names one to promote, or that the champion gives way to, and {@code from} the one
 * that rollback takes traffic from, as whoever gives the order sees it: without {@code version} the
 * canary, or where there is none the champion; with it the champion. It is carried out at once, in
 * one transaction with its record of the audit log.
 *
 * <p><i>Failure</i>: 404 where the tenant does not use the pipeline alone, as {@code GET
 * /v1/models} does not show it; 409 where it is refused, with what to do instead, or where another
 * version is there than {@code from} (OTHER_VERSION); 503 while it is not known who uses what, or
 * where nobody said whether it was written.
 */
final class OrderEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(OrderEndpoint.class);

  private final Orders orders;
  private final Supplier<Optional<SoleTenants>> tenants;
  private final Desk desk;

  /**
   * One.
   *
   * @param tenants who uses which pipeline alone; nothing while that is not known
   */
  OrderEndpoint(Orders orders, Supplier<Optional<SoleTenants>> tenants, Desk desk) {
    this.orders = orders;
    this.tenants = tenants;
    this.desk = desk;
  }

  CompletionStage<HttpReply> answer(Caller caller, HttpCall call) {
    Order order;
    try {
      OrderBody body = OrderBody.read(call.body(), Set.of("order", "version", "from"));
      order = order(body.text("order").orElse(""), number(body, "version"), number(body, "from"));
    } catch (UnknownWordException e) {
      return Answers.invalid(e.detail()).done();
    }
    Optional<SoleTenants> known = tenants.get();
    if (known.isEmpty()) {
      return Answers.stillReading().done();
    }
    String pipeline = call.parameter("pipeline");
    if (!known.get().hasForItself(caller.tenant(), pipeline)) {
      return new Problem(
              404,
              "NO_MODELS",
              "this tenant does not use such a pipeline alone: orders about models are for who does")
          .reply()
          .done();
    }
    return desk.later(caller.tenant(), () -> reply(pipeline, order, "key:" + caller.keyId()));
  }

  private static Optional<Integer> number(OrderBody body, String name) throws UnknownWordException {
    return body.number(name, 1, Integer.MAX_VALUE);
  }

  private static Order order(String word, Optional<Integer> version, Optional<Integer> from)
      throws UnknownWordException {
    if (word.equals("rollback")) {
      if (from.isEmpty()) {
        throw new UnknownWordException(
            "rollback names no version in from: the one that loses its traffic, which is the canary,"
                + " or where there is none, or version is given, the champion");
      }
      return new Order.RollBack(from, version);
    }
    if (from.isPresent()) {
      throw new UnknownWordException("from is for rollback only");
    }
    if (word.equals("promote")) {
      return new Order.Promote(version);
    }
    if (version.isPresent()) {
      throw new UnknownWordException("version is for promote and rollback only");
    }
    return switch (word) {
      case "pause" -> new Order.Pause();
      case "resume" -> new Order.Resume();
      case "approve" -> new Order.Approve();
      case "abort" -> new Order.Abort();
      default ->
          throw new UnknownWordException(
              "order is not one of promote, rollback, pause, resume, approve, abort");
    };
  }

  private HttpReply reply(String pipeline, Order order, String by) {
    try {
      Order.Answer answer = orders.give(pipeline, order, by);
      if (answer instanceof Order.Answer.Refused refused) {
        return new Problem(409, "REFUSED", refused.why()).reply();
      }
      if (answer instanceof Order.Answer.Overtaken overtaken) {
        return new Problem(409, "OTHER_VERSION", overtaken.why()).reply();
      }
      if (answer instanceof Order.Answer.Done done) {
        return Answers.ok(json(done.turn()));
      }
      throw new AssertionError(answer);
    } catch (IOException | KafkaException | RegistryException e) {
      LOG.warn("nobody said whether an order about {} was written", pipeline, e);
      return Answers.unavailable(
          "nobody said whether this was written: look at the models before giving it again");
    }
  }

  private static ObjectNode json(Turn turn) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("action", turn.action());
    json.put("state", turn.run().map(run -> run.getState().name()).orElse(null));
    ArrayNode versions = json.putArray("versions");
    turn.versions()
        .forEach(
            version ->
                versions
                    .addObject()
                    .put("version", version.getVersion())
                    .put("state", version.getState().name())
                    .put("share", version.getShare()));
    return json;
  }
}
