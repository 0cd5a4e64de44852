package dev.millrace.ingestion.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.client.ProducerSettings.Buffer;
import dev.millrace.ingestion.client.StandInGateway.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of docs/producer-client.md: what stands between the tags is quoted there. */
class ProducerSnippetsTest {

  private final StandInGateway gateway = new StandInGateway();
  private final URI address = gateway.address();
  private final List<String> told = new ArrayList<>();

  ProducerSnippetsTest() throws IOException {}

  @AfterEach
  void close() {
    gateway.close();
  }

  // tag::record[]
  record Ticket(String subject, String body) {}

  // end::record[]

  @Test
  void sends() throws Exception {
    String key = StandInGateway.KEY.reveal();
    List<Ticket> tickets = List.of(new Ticket("Order 7", "Where is it?"), new Ticket("Hi", "Bye"));

    // tag::send[]
    ProducerSettings settings = ProducerSettings.of(address, new ApiKey(key));
    List<CompletionStage<Delivery>> deliveries = new ArrayList<>();
    try (EventProducer<Ticket> producer = EventProducer.ofJson(settings, "support-tickets")) {
      for (Ticket ticket : tickets) {
        deliveries.add(producer.send(ticket));
      }
    } // close waits until every event has ended
    // end::send[]

    assertThat(deliveries)
        .allSatisfy(
            stage ->
                assertThat(stage)
                    .isCompletedWithValueMatching(Delivery.Accepted.class::isInstance));
    assertThat(gateway.taken())
        .extracting(event -> event.path("data").path("subject").asText())
        .containsExactly("Order 7", "Hi");
  }

  @Test
  void tellsWhatBecameOfIt() throws Exception {
    gateway.usually(Reply.accept(event -> !event.path("id").asText().equals("ticket-43")));
    ProducerSettings settings = ProducerSettings.of(address, StandInGateway.KEY);
    Ticket ticket = new Ticket("Order 7", "Where is it?");

    try (EventProducer<Ticket> producer = EventProducer.ofJson(settings, "support-tickets")) {
      // tag::event[]
      CompletionStage<Delivery> delivery =
          producer.send(
              Event.of(ticket)
                  .withId("ticket-42")
                  .withKey("customer-7")
                  .withOccurredAt(Instant.parse("2026-11-25T10:00:00Z")));
      // end::event[]
      CompletionStage<Delivery> other = producer.send("ticket-43", ticket);
      for (CompletionStage<Delivery> each : List.of(delivery, other)) {
        // tag::ending[]
        CompletionStage<Void> heard =
            each.handle(
                (end, failure) -> {
                  if (failure != null) {
                    tell("not known whether it arrived, send it again: " + failure.getMessage());
                  } else if (end instanceof Delivery.Rejected rejected) {
                    tell("will never be taken: " + rejected.code() + ", " + rejected.detail());
                  } else if (end instanceof Delivery.Accepted accepted) {
                    tell("written down as request " + accepted.requestId());
                  }
                  return null;
                });
        // end::ending[]
        heard.toCompletableFuture().join();
      }
    }

    assertThat(told)
        .containsExactly(
            "written down as request request-ticket-42",
            "will never be taken: INVALID_FIELD, it is bad");
  }

  @Test
  void doesNotBlock() {
    ProducerSettings defaults = ProducerSettings.of(address, StandInGateway.KEY);

    // tag::settings[]
    ProducerSettings settings =
        defaults
            .withBatching(defaults.batching().withLinger(Duration.ofMillis(50)))
            .withBuffer(new Buffer(10_000, 16 * 1024 * 1024, Duration.ofSeconds(5)))
            .withRetries(defaults.retries().withDeliveryTimeout(Duration.ofMinutes(10)));
    // end::settings[]

    try (EventProducer<String> producer =
        EventProducer.open(settings, "support-tickets", Encoder.text())) {
      // tag::try[]
      Optional<CompletionStage<Delivery>> delivery =
          producer.trySend(Event.of("{\"subject\":\"Hi\"}"));
      if (delivery.isEmpty()) {
        tell("the buffer is full: " + producer.counts());
      }
      // end::try[]
      assertThat(delivery).isPresent();
    }

    assertThat(told).isEmpty();
    assertThat(gateway.taken()).hasSize(1);
  }

  @Test
  void sendsFeedback() throws Exception {
    ProducerSettings settings = ProducerSettings.of(address, StandInGateway.KEY);

    // tag::feedback[]
    try (FeedbackProducer producer = FeedbackProducer.open(settings, "support-tickets")) {
      CompletionStage<Delivery> label =
          producer.send(Feedback.label("ticket-42", "order_tracking").withSource("agent-3"));
      CompletionStage<Delivery> rating = producer.send(Feedback.rating("ticket-43", 0.8));
      producer.flush(); // both stages are completed now
      check(List.of(label, rating));
    }
    // end::feedback[]

    assertThat(gateway.taken())
        .extracting(JsonNode::toString)
        .contains("{\"eventId\":\"ticket-43\",\"rating\":0.8}");
  }

  @Test
  void isSetUpFromTheEnvironment() throws Exception {
    Map<String, String> environment =
        Map.of(
            "MILLRACE_PRODUCER_GATEWAY", "https://127.0.0.1:8443",
            "MILLRACE_PRODUCER_KEY", "secret");
    SSLContext context = SSLContext.getDefault();

    // tag::environment[]
    ProducerSettings settings = ProducerSettings.from(environment).withTls(context);
    // end::environment[]

    assertThat(settings.tls()).contains(context);
  }

  private static void check(List<CompletionStage<Delivery>> deliveries) {
    assertThat(deliveries).allMatch(stage -> stage.toCompletableFuture().isDone());
  }

  private void tell(String line) {
    told.add(line);
  }
}
