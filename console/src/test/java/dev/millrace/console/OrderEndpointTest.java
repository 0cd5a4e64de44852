package dev.millrace.console;

import static dev.millrace.console.ConsoleCalls.OPERATOR;
import static dev.millrace.console.ConsoleCalls.call;
import static dev.millrace.console.ConsoleCalls.cost;
import static dev.millrace.console.ConsoleCalls.done;
import static dev.millrace.console.ConsoleCalls.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.Turn;
import dev.millrace.platform.http.HttpReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders about models, without Kafka behind them. */
@Timeout(60)
class OrderEndpointTest {

  private final SoleTenants tenants = new SoleTenants();
  private final Desk desk = new Desk("desk");
  private final List<String> actors = new ArrayList<>();

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void givesOrdersAboutPipelinesThatTheTenantUsesAlone() throws Exception {
    tenants.add(cost("acme", "letters"));
    tenants.add(cost("acme", "shared"));
    tenants.add(cost("other", "shared"));

    assertThat(order("letters", "{\"order\":\"promote\",\"version\":2}").status()).isEqualTo(200);
    assertThat(order("shared", "{\"order\":\"pause\"}").status()).isEqualTo(404);
    assertThat(order("unknown", "{\"order\":\"pause\"}").status()).isEqualTo(404);
    assertThat(actors)
        .containsExactly("letters: " + new Order.Promote(Optional.of(2)) + " by key:3fa1c0");
  }

  @Test
  void saysWhyAnOrderIsRefused() throws Exception {
    tenants.add(cost("acme", "letters"));

    HttpReply reply = order("letters", "{\"order\":\"approve\"}");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(json(reply).path("detail").asText()).isEqualTo("nothing waits for approval");
  }

  @Test
  void takesTrafficOnlyFromTheVersionThatWasSeen() throws Exception {
    tenants.add(cost("acme", "letters"));

    assertThat(order("letters", "{\"order\":\"rollback\",\"from\":3}").status()).isEqualTo(200);
    HttpReply reply = order("letters", "{\"order\":\"rollback\",\"from\":2}");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(json(reply).path("code").asText()).isEqualTo("OTHER_VERSION");
    assertThat(json(reply).path("detail").asText()).isEqualTo("version 3 is the canary now");
    assertThat(actors)
        .containsExactly(
            "letters: " + new Order.RollBack(Optional.of(3), Optional.empty()) + " by key:3fa1c0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"order\":\"delete\"}",
        "{\"order\":\"pause\",\"version\":1}",
        "{\"order\":\"rollback\"}",
        "{\"order\":\"rollback\",\"version\":1}",
        "{\"order\":\"abort\",\"from\":1}",
        "{\"order\":\"promote\",\"version\":0}",
        "{\"order\":\"promote\",\"version\":\"two\"}",
        "{\"order\":\"promote\",\"force\":true}"
      })
  void refusesOrdersThatMeanNothing(String body) throws Exception {
    tenants.add(cost("acme", "letters"));

    assertThat(order("letters", body).status()).isEqualTo(400);
    assertThat(actors).isEmpty();
  }

  private HttpReply order(String pipeline, String body) throws Exception {
    OrderEndpoint endpoint =
        new OrderEndpoint(
            (which, order, by) -> {
              if (order instanceof Order.Approve) {
                return new Order.Answer.Refused("nothing waits for approval");
              }
              if (order instanceof Order.RollBack back && !back.from().equals(Optional.of(3))) {
                return new Order.Answer.Overtaken("version 3 is the canary now");
              }
              actors.add(which + ": " + order + " by " + by);
              return new Order.Answer.Done(
                  new Turn("model-version.promote", Optional.empty(), List.of()));
            },
            () -> Optional.of(tenants),
            desk);
    return done(endpoint.answer(OPERATOR, call(Map.of(), pipeline, body)));
  }
}
