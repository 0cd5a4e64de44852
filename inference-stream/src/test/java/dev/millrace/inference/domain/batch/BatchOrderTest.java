package dev.millrace.inference.domain.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.Route;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchOrderTest {

  private static final Instant DEADLINE = Requests.BEGINNING.plus(Requests.LIFETIME);
  private static final Collected TICKETS =
      new Collected("tickets", Requests.NOVA, RecordForm.CONVERSE);

  @Test
  void isTheSameWhateverTheSequence() {
    assertThat(order(TICKETS, "b", "a", "c")).isEqualTo(order(TICKETS, "c", "b", "a"));
    assertThat(order(TICKETS, "b", "a").requestIds()).containsExactly("a", "b");
  }

  @Test
  void hasATokenOfItsOwnForEverythingThatMakesADifference() {
    assertThat(
            Set.of(
                order(TICKETS, "a", "b").token(),
                order(TICKETS, "a").token(),
                order(TICKETS, "a", "c").token(),
                order(TICKETS, "ab").token(),
                order(new Collected("other", Requests.NOVA, RecordForm.CONVERSE), "a", "b").token(),
                order(
                        new Collected(
                            "tickets",
                            new ModelRoute("amazon.nova-lite-v1:0", 3, Route.CHAMPION),
                            RecordForm.CONVERSE),
                        "a",
                        "b")
                    .token(),
                BatchOrder.of(TICKETS, Map.of("a", DEADLINE, "b", DEADLINE.plusMillis(1))).token()))
        .hasSize(7);
  }

  /** Reckoned apart: the job that a former version has asked for must not be asked for again. */
  @Test
  void hasTheTokenOfVersionsBefore() {
    BatchOrder order =
        order(new Collected("p".repeat(300), Requests.NOVA, RecordForm.CONVERSE), "b", "a");

    assertThat(order.token())
        .isEqualTo("b7af0f2ff33f046b5a26a037dd185032b3d5babd99d0587108e9a655715703d2");
    assertThat(order.what())
        .isEqualTo(new Collected("p".repeat(300), Requests.NOVA, RecordForm.CONVERSE));
  }

  @Test
  void hasATokenAndANameThatBedrockTakes() {
    BatchOrder order =
        order(new Collected("p".repeat(63), Requests.NOVA, RecordForm.CONVERSE), "a");

    assertThat(order.token()).matches("[a-z0-9]{64}");
    assertThat(order.jobName()).hasSize(63).matches("[a-zA-Z0-9](-*[a-zA-Z0-9])*");
    assertThat(order(TICKETS, "a").jobName()).startsWith("millrace-tickets-");
  }

  @Test
  void needsARequest() {
    assertThatThrownBy(() -> order(TICKETS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a request");
  }

  private static BatchOrder order(Collected what, String... ids) {
    Map<String, Instant> deadlines = new LinkedHashMap<>();
    for (String id : ids) {
      deadlines.put(id, DEADLINE);
    }
    return BatchOrder.of(what, deadlines);
  }
}
